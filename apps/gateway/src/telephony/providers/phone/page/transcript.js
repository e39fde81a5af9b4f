/* global document */
// What was said and done, to be read while it is heard.

export class Transcript {
  #log;

  constructor(log) {
    this.#log = log;
  }

  clear() {
    this.#log.replaceChildren();
  }

  /** A sentence of the bank's; the return value marks it later as cut short by a key. */
  bank({ text, language, prompt }) {
    const line = this.#add('bank', text);
    line.lang = language;
    line.title = prompt;
    line.dataset.prompt = prompt;
    return {
      cut: () => {
        line.classList.add('cut');
        line.title = `${prompt}, cut by a key`;
      },
    };
  }

  /** What the caller did: keys are shown, those of a secret entry only counted. */
  caller(outcome, isSensitive) {
    if (outcome.kind === 'noInput') return this.#add('caller', '(silence)');
    const { digits, finishKey = '' } = outcome;
    const typed = isSensitive ? '•'.repeat(digits.length) : [...digits].join(' ');
    return this.#add('caller', `${typed} ${finishKey}`.trim() || '(nothing)');
  }

  /** Something neither of them said: "Call ended". */
  note(text) {
    this.#add('note', text);
  }

  #add(kind, text) {
    const line = document.createElement('p');
    line.className = kind;
    line.textContent = text;
    this.#log.append(line);
    this.#log.scrollTop = this.#log.scrollHeight;
    return line;
  }
}
