/* global AbortController, document, Option, window */
// The page: the phone's case, its buttons and its screen.

import { Call } from './call.js';
import { showClients } from './demo.js';
import { pathOf } from './gateway.js';
import { Inspector } from './inspector.js';
import { Screen } from './screen.js';
import { Earpiece } from './sound.js';
import { Transcript } from './transcript.js';
import { ringAgents } from './transfer.js';

const KEYS = '0123456789*#';
const TYPED = 'typed';
/** Between keys that a button of the list keys in, milliseconds: as fast as a nimble thumb. */
const KEY_IN_MS = 90;

const find = (id) => document.getElementById(id);
const callButton = find('call');
const hangUpButton = find('hang-up');
const callerChoice = find('caller');
const typedNumber = find('typed');

const earpiece = new Earpiece();
const transcript = new Transcript(find('transcript'));
const inspector = new Inspector(find('steps'));
const screen = new Screen(find);
let call;

function dial() {
  earpiece.open();
  transcript.clear();
  inspector.clear();
  const ended = new AbortController();
  call = new Call({
    earpiece,
    transcript,
    onExchange: (exchange, isSensitive) => inspector.add(exchange, isSensitive),
    onWaiting: (waiting) => screen.waiting(waiting),
    onTimer: (ms) => screen.timer(ms),
    onTransfer: (transfer) => {
      screen.phase('Being transferred');
      transcript.note(`Ringing ${transfer.destination}`);
      const tell = (text) => {
        screen.phase(text);
        transcript.note(text);
      };
      return ringAgents({ find, screen, tell }, transfer, ended.signal).finally(() => screen.phase('In call'));
    },
    onEnd: (reason) => {
      ended.abort();
      transcript.note(reason);
      screen.ended('Call ended');
      showInCall(false);
    },
  });
  showInCall(true);
  screen.started();
  transcript.note(`Calling from ${callerNumber() || 'a withheld number'}`);
  void call.start(callerNumber());
  find('keypad').focus({ preventScroll: true });
}

/** What is offered depends on whether there is a call. */
function showInCall(isInCall) {
  const hadFocus = document.activeElement === hangUpButton;
  callButton.hidden = isInCall;
  callButton.textContent = 'Redial';
  hangUpButton.hidden = !isInCall;
  callerChoice.disabled = isInCall;
  typedNumber.disabled = isInCall;
  for (const button of document.querySelectorAll('.in-call')) button.disabled = !isInCall;
  if (!isInCall) {
    call = undefined;
    if (hadFocus || document.activeElement === document.body) callButton.focus();
  }
}

function callerNumber() {
  return callerChoice.value === TYPED ? typedNumber.value.trim() : callerChoice.value;
}

function press(key) {
  if (!KEYS.includes(key)) return;
  earpiece.tone(key);
  const button = document.querySelector(`[data-key="${key}"]`);
  button.classList.add('pressed');
  setTimeout(() => button.classList.remove('pressed'), 120);
  call?.press(key);
}

async function keyIn(digits) {
  const ours = call;
  for (const digit of digits) {
    if (call !== ours) return;
    press(digit);
    await new Promise((resolve) => setTimeout(resolve, KEY_IN_MS));
  }
}

function chooseNumber(number) {
  const isListed = [...callerChoice.options].some(({ value }) => value === number);
  callerChoice.value = isListed ? number : TYPED;
  if (!isListed) typedNumber.value = number;
  typedNumber.hidden = isListed;
}

function offerNumbers({ demo, presentsNumbers }) {
  const clients = demo?.clients ?? [];
  const numbers = new Map();
  for (const { key, phones } of clients)
    for (const phone of phones) numbers.set(phone, [...(numbers.get(phone) ?? []), key]);
  for (const [phone, keys] of numbers) callerChoice.add(new Option(`${phone} (${keys.join(', ')})`, phone));
  if (demo) callerChoice.add(new Option('+355690000099 (nobody)', '+355690000099'));
  callerChoice.add(new Option('Withheld', ''));
  if (presentsNumbers) callerChoice.add(new Option('Another number…', TYPED));
}

function listen() {
  callButton.addEventListener('click', dial);
  hangUpButton.addEventListener('click', () => void call?.hangUp());
  callerChoice.addEventListener('change', () => {
    typedNumber.hidden = callerChoice.value !== TYPED;
    if (!typedNumber.hidden) typedNumber.focus();
  });
  find('keypad').addEventListener('click', ({ target }) => {
    const key = target.closest('[data-key]')?.dataset.key;
    if (key) press(key);
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target.matches('input, select');
    if (isTyping || event.repeat || event.ctrlKey || event.metaKey || event.altKey || !KEYS.includes(event.key)) return;
    press(event.key);
  });
  find('sound').addEventListener('click', ({ currentTarget }) => {
    const isMuted = currentTarget.getAttribute('aria-pressed') !== 'true';
    currentTarget.setAttribute('aria-pressed', String(isMuted));
    earpiece.mute(isMuted);
  });
  window.addEventListener('pagehide', () => call?.leave());
}

async function start() {
  const setup = await (await fetch(pathOf('phone/setup'))).json();
  document.title = `Phone – ${setup.bankName}`;
  find('bank').textContent = setup.bankName;
  find('dialled').textContent = setup.dialledNumber;
  offerNumbers(setup);
  if (!setup.spoken.includes('sq'))
    screen.problem('This gateway has no voice for Albanian (espeak-ng or recordings): read what is said.');
  if (setup.demo) {
    find('demo').hidden = false;
    find('demo').open = window.matchMedia('(min-width: 80rem)').matches;
    showClients(find('clients'), setup.demo.clients, {
      onNumber: chooseNumber,
      onKeys: (digits) => void keyIn(digits),
    });
  }
  listen();
  callButton.disabled = false;
}

start().catch((error) => {
  screen.problem('The phone could not be set up; reload the page.');
  throw error;
});
