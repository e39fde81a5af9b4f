// A telephone line as a caller knows it: keys are collected one by one, and what is pressed too early is kept.

/** Keys kept for later, at most; more are lost, as on any line. */
const MOST_KEPT = 32;

/** Knows nothing of the page: it is tested without one. */
export class KeyLine {
  #timers;
  #kept = '';
  #step;
  #timer;

  /** @param timers `start(ms, then)` returns what `stop` takes */
  constructor(timers) {
    this.#timers = timers;
  }

  /** Whether keys wait to be used: what is to be said now would be cut at once. */
  get hasKept() {
    return this.#kept !== '';
  }

  /** Collects for one step: `onKey` hears how many digits there are after each key, `onEnd` of the one outcome. */
  collect({ digits, finishKeys, firstDigitMs, interDigitMs }, { onKey, onEnd }) {
    this.#step = { digits, finishKeys, firstDigitMs, interDigitMs, onKey, onEnd, typed: '' };
    while (this.#step && this.#kept !== '') {
      const [key] = this.#kept;
      this.#kept = this.#kept.slice(1);
      this.#use(key);
    }
  }

  /** A key was pressed. */
  press(key) {
    if (this.#step) this.#use(key);
    else this.#kept = (this.#kept + key).slice(0, MOST_KEPT);
  }

  /** Everything was said: from now on silence counts. */
  promptsOver() {
    if (this.#step?.typed === '') this.#wait(this.#step.firstDigitMs);
  }

  /** What was pressed too early is not used: the caller has to hear something first. */
  forget() {
    this.#kept = '';
  }

  /** Somebody hung up: the step ends without an outcome. */
  stop() {
    this.#timers.stop(this.#timer);
    this.#step = undefined;
    this.#kept = '';
  }

  #use(key) {
    const step = this.#step;
    this.#timers.stop(this.#timer);
    if (step.finishKeys.includes(key)) {
      step.onKey(step.typed.length);
      this.#end({ kind: 'input', digits: step.typed, finishedBy: 'key', finishKey: key });
      return;
    }
    step.typed += key;
    step.onKey(step.typed.length);
    if (step.typed.length >= step.digits) this.#end({ kind: 'input', digits: step.typed, finishedBy: 'length' });
    else this.#wait(step.interDigitMs);
  }

  #wait(ms) {
    this.#timer = this.#timers.start(ms, () => {
      const { typed } = this.#step;
      this.#end(typed === '' ? { kind: 'noInput' } : { kind: 'input', digits: typed, finishedBy: 'timeout' });
    });
  }

  #end(outcome) {
    const { onEnd } = this.#step;
    this.#timers.stop(this.#timer);
    this.#step = undefined;
    onEnd(outcome);
  }
}
