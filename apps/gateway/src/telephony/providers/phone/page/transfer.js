/* global AbortController, AbortSignal, document */
// Where a transfer would ring: nobody does, so whoever tries the phone says how it ends.

/**
 * Shows the transfer and resolves to how it ended: as chosen, or nobody answers in time. When an agent answers, it ends as
 * the agent hangs up. Never resolves when the caller hangs up meanwhile.
 */
export function ringAgents({ find, screen, tell }, transfer, callEnded) {
  const panel = find('transfer');
  const title = find('transfer-title');
  const done = find('agent-done');
  const outcomes = [...panel.querySelectorAll('[data-outcome]')];
  const ringMs = transfer.ringSeconds * 1_000;

  find('transfer-where').textContent = `${transfer.destination}, for ${transfer.ringSeconds} seconds`;
  find('context').replaceChildren(...Object.entries(transfer.context).flatMap(contextLine));
  show(`Ringing: ${transfer.queue.replaceAll('_', ' ')}`, true);
  screen.timer(ringMs);
  title.focus();

  return new Promise((resolve) => {
    const chosen = new AbortController();
    const over = AbortSignal.any([chosen.signal, callEnded]);
    const unanswered = setTimeout(() => end('noAnswer'), ringMs);
    over.addEventListener('abort', () => {
      stopRinging();
      panel.hidden = true;
      find('keypad').hidden = false;
    });
    for (const button of outcomes) onClick(button, () => choose(button.dataset.outcome));
    onClick(done, () => end('answered'));

    function choose(outcome) {
      if (outcome !== 'answered') return end(outcome);
      stopRinging();
      show('Talking to an agent', false);
      tell('Talking to an agent');
      done.focus();
    }

    function end(outcome) {
      chosen.abort();
      find('keypad').focus({ preventScroll: true });
      resolve(outcome);
    }

    function stopRinging() {
      clearTimeout(unanswered);
      screen.timer(undefined);
    }

    function onClick(button, then) {
      button.addEventListener('click', then, { signal: over });
    }
  });

  function show(text, isRinging) {
    title.textContent = text;
    find('keypad').hidden = true;
    panel.hidden = false;
    for (const button of outcomes) button.hidden = !isRinging;
    done.hidden = isRinging;
  }
}

function contextLine([name, value]) {
  const term = document.createElement('dt');
  term.textContent = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const description = document.createElement('dd');
  description.textContent = Array.isArray(value) ? value.join(' → ') : String(value);
  return [term, description];
}
