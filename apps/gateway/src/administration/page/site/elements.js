/* global document */
/** Makes an element: attributes, then children; texts are texts and never markup. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false)
      element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

/** A table: headings, then rows of texts and elements; a heading that ends with # has numbers below it. */
export function table(caption, headings, rows) {
  const isNumber = headings.map((heading) => heading.endsWith('#'));
  const cell = (name, index) => (content) => make(name, isNumber[index] ? { class: 'number' } : {}, content);
  return make(
    'div',
    { class: 'scroll' },
    make(
      'table',
      {},
      make('caption', { hidden: true }, caption),
      make(
        'thead',
        {},
        make('tr', {}, ...headings.map((heading, index) => cell('th', index)(heading.replace(/#$/, '')))),
      ),
      make(
        'tbody',
        {},
        ...rows.map((row) => make('tr', {}, ...row.map((content, index) => cell('td', index)(content)))),
      ),
    ),
  );
}

/** Figures as bars beside their numbers, so that the picture is also a table. */
export function bars(caption, rows) {
  const most = Math.max(1, ...rows.map(([, count]) => count));
  const drawn = rows.map(([label, count]) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 100 10');
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('aria-hidden', 'true');
    const rectangle = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    rectangle.setAttribute('width', String((100 * count) / most));
    rectangle.setAttribute('height', '10');
    svg.append(rectangle);
    return make(
      'tr',
      {},
      make('th', { scope: 'row' }, label),
      make('td', { class: 'number' }, String(count)),
      make('td', { class: 'bar' }, svg),
    );
  });
  if (drawn.length === 0) return make('p', { class: 'quiet' }, 'Nothing in this time.');
  return make('table', {}, make('caption', { hidden: true }, caption), make('tbody', {}, ...drawn));
}

export const card = (title, ...children) =>
  make('section', { class: 'card', 'aria-label': title }, make('h2', {}, title), ...children);

/** What is there of these, in order, in place of what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.filter((child) => child !== undefined && child !== null));
}

const DAY_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' });
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' });
export const dayAndTime = (at) => (at === null ? '' : DAY_AND_TIME.format(new Date(at)));
export const time = (at) => TIME.format(new Date(at));

/** Words for the names of the platform: `caller_hangup` becomes `caller hangup`. */
export const words = (name) => (name ?? '').replaceAll(/[_.]/g, ' ');

/** Asks for a reason. @returns it, or undefined when it was thought better of. */
export function askForReason(title, button) {
  const dialog = document.querySelector('#ask');
  const reason = document.querySelector('#ask-reason');
  document.querySelector('#ask-title').textContent = title;
  document.querySelector('#ask-yes').textContent = button;
  reason.value = '';
  dialog.returnValue = 'no';
  dialog.showModal();
  reason.focus();
  return new Promise((resolve) => {
    const close = () => resolve(dialog.returnValue === 'yes' ? reason.value.trim() : undefined);
    dialog.addEventListener('close', close, { once: true });
  });
}
