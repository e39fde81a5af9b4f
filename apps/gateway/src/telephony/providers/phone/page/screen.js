/* global clearInterval, document, setInterval */
// The phone's small screen: where the call stands, what is awaited, how long it has lasted.

export class Screen {
  #find;
  #clock;

  /** @param find gives the element of an id */
  constructor(find) {
    this.#find = find;
  }

  problem(text) {
    this.#find('problem').textContent = text;
    this.#find('problem').hidden = false;
  }

  /** Told to screen readers: only what matters. */
  phase(text) {
    this.#find('phase').textContent = text;
  }

  started() {
    this.phase('In call');
    const startedAt = Date.now();
    const tick = () => (this.#find('clock').textContent = duration(Date.now() - startedAt));
    tick();
    this.#clock = setInterval(tick, 500);
  }

  ended(text) {
    clearInterval(this.#clock);
    this.phase(text);
    this.waiting(undefined);
    this.timer(undefined);
  }

  /** Keys that are awaited; secret ones are counted, not shown. */
  waiting(wanted) {
    const { digits, typed, isSensitive } = wanted ?? {};
    const field = this.#find('waiting');
    if (!wanted) field.textContent = '';
    else if (digits === 1) field.textContent = 'Press a key, at any time';
    else field.textContent = `${'•'.repeat(typed)}${'·'.repeat(digits - typed)}`;
    field.classList.toggle('digits', digits > 1);
    if (digits > 1) field.setAttribute('aria-label', `${typed} of ${digits} ${isSensitive ? 'secret ' : ''}digits`);
    else field.removeAttribute('aria-label');
  }

  /** How long silence is listened to; the bar shrinks meanwhile. */
  timer(ms) {
    const bar = this.#find('timer');
    for (const animation of bar.getAnimations()) animation.cancel();
    document.documentElement.classList.toggle('listening', ms !== undefined);
    if (ms !== undefined) bar.animate([{ width: '100%' }, { width: '0%' }], { duration: ms, fill: 'forwards' });
  }
}

function duration(ms) {
  const seconds = Math.floor(ms / 1_000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
