/* global document */
// Every step as it crossed the network: what the phone reported, what the gateway answered.

export class Inspector {
  #list;
  #steps = 0;

  constructor(list) {
    this.#list = list;
  }

  clear() {
    this.#list.replaceChildren();
    this.#steps = 0;
  }

  /** @param isSensitive the digits were a secret: how many there were is all that is shown */
  add({ path, content, attempt, status, answer, ms }, isSensitive) {
    this.#steps += 1;
    const item = document.createElement('li');
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    const again = attempt > 1 ? `, sent ${attempt} times` : '';
    const report = shown(content, isSensitive);
    const { digits = '', finishKey = '', outcome = '' } = report;
    const what = [path.split('/').at(-1), digits + finishKey, outcome].filter((text) => text !== '').join(' ');
    summary.textContent = `${this.#steps}. ${what} → ${answer?.then.kind ?? (status === 204 ? 'over' : 'refused')} `;
    summary.append(inTag('span', `${status}, ${ms} ms${again}`));
    details.append(summary, inTag('p', `POST ${path}`), inTag('pre', pretty(report)));
    if (answer) details.append(inTag('p', 'answer'), inTag('pre', pretty(answer)));
    item.append(details);
    this.#list.prepend(item);
  }
}

function shown(content, isSensitive) {
  if (!isSensitive || typeof content.digits !== 'string') return content;
  return { ...content, digits: '•'.repeat(content.digits.length) };
}

const pretty = (value) => JSON.stringify(value, null, 2);

function inTag(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (tag === 'pre') element.tabIndex = 0;
  return element;
}
