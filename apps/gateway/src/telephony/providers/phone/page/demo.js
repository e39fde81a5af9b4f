/* global document */
// Who a visitor of the demo can be: the clients of the invented bank, and what they would key in.

/** Fills the list. `onNumber` chooses the number to call from, `onKeys` keys digits in. */
export function showClients(list, clients, { onNumber, onKeys }) {
  list.replaceChildren(...clients.map((client) => clientItem(client, onNumber, onKeys)));
}

function clientItem(client, onNumber, onKeys) {
  const item = document.createElement('li');
  const name = document.createElement('h3');
  name.textContent = ['Client ' + client.key, ...client.remarks].join(', ');
  const numbers = client.phones.map((phone) =>
    row(
      phone,
      button('Call from it', `Call from ${phone}`, () => onNumber(phone)),
    ),
  );
  const clientNumber = row(
    `Client number ${client.clientNumber}`,
    keyButton('Key in', `Key in client number of ${client.key}`, client.clientNumber, onKeys),
  );
  const cards = client.cards.map(({ kind, pan, pin, remarks }) => {
    const card = `${client.key}’s ${kind} card ending in ${pan.slice(-4)}`;
    return row(
      `${[kind, ...remarks].join(', ')}: ${pan.replace(/(?=(?:.{4})+$)/g, ' ').trim()}, PIN\u00a0${pin}`,
      keyButton('Card', `Key in ${card}`, pan, onKeys),
      keyButton('PIN', `Key in PIN of ${card}`, pin, onKeys),
    );
  });
  item.append(name, ...numbers, clientNumber, ...cards);
  return item;
}

function row(text, ...buttons) {
  const line = document.createElement('p');
  const label = document.createElement('span');
  label.textContent = text;
  line.append(label, ...buttons);
  return line;
}

function keyButton(text, label, digits, onKeys) {
  const key = button(text, label, () => onKeys(digits));
  key.classList.add('in-call');
  key.disabled = true;
  return key;
}

function button(text, label, onClick) {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = text;
  element.setAttribute('aria-label', label);
  element.addEventListener('click', onClick);
  return element;
}
