/* global addEventListener, document, FormData, location, URLSearchParams */
import { forget, get, Refused, signIn, signOut, wasSignedIn } from './api.js';
import { audit } from './audit.js';
import { calls, oneCall } from './calls.js';
import { deliveries } from './deliveries.js';
import { locks } from './locks.js';
import { overview } from './overview.js';

const main = document.querySelector('#main');
const places = document.querySelector('#places');
const VIEWS = [
  [/^#\/overview$/, overview],
  [/^#\/calls$/, calls],
  [/^#\/calls\/(?<id>[0-9a-f-]{36})$/, oneCall],
  [/^#\/locks$/, locks],
  [/^#\/deliveries$/, deliveries],
  [/^#\/audit$/, audit],
];

/** Who is signed in, as the API says. */
let me;
/** Ends what the view that is shown keeps doing. */
let leaving = [];
/** Of several views asked for at once, the last is shown. */
let turn = 0;

const may = (operation) => me?.operations.includes(operation) ?? false;

function show(element, text) {
  element.textContent = text ?? '';
  element.hidden = text === undefined;
}
const say = (text) => show(document.querySelector('#news'), text);
function tell(error) {
  if (error instanceof Refused && error.status === 401) {
    forget();
    me = undefined;
    askToSignIn();
  }
  show(document.querySelector('#problem'), error.message);
}
function quiet() {
  show(document.querySelector('#problem'));
  show(document.querySelector('#news'));
}

function askToSignIn() {
  for (const end of leaving) end();
  leaving = [];
  places.hidden = true;
  document.querySelector('#who').hidden = true;
  main.replaceChildren(document.querySelector('#sign-in-view').content.cloneNode(true));
  const form = document.querySelector('#sign-in');
  form.elements.name.focus();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    quiet();
    signIn(Object.fromEntries(new FormData(form)))
      .then(enter)
      .catch(tell);
  });
}

/** Somebody is signed in: what they may not do is not offered. */
async function enter() {
  me = await get('/me');
  document.querySelector('#name').textContent = `${me.name} (${me.roles.join(', ')})`;
  document.querySelector('#who').hidden = false;
  places.hidden = false;
  for (const link of places.querySelectorAll('[data-needs]')) link.hidden = !may(link.dataset.needs);
  if (location.hash === '') location.hash = '#/overview';
  else await view();
}

async function view() {
  if (!me) return;
  const mine = ++turn;
  for (const end of leaving) end();
  leaving = [];
  const [path, query = ''] = location.hash.split('?');
  const [pattern, draw] = VIEWS.find(([known]) => known.test(path)) ?? VIEWS[0];
  const parameters = { ...pattern.exec(path)?.groups, ...Object.fromEntries(new URLSearchParams(query)) };
  for (const link of places.querySelectorAll('a')) {
    if (path.startsWith(link.getAttribute('href'))) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const leave = (end) => (mine === turn ? leaving.push(end) : end());
  try {
    await draw(main, parameters, { may, tell, say, leave });
    if (mine === turn) main.focus({ preventScroll: true });
  } catch (error) {
    if (mine === turn) tell(error);
  }
}

addEventListener('hashchange', () => {
  quiet();
  void view();
});
document.querySelector('#sign-out').addEventListener('click', () => {
  void signOut().then(() => {
    me = undefined;
    quiet();
    askToSignIn();
  });
});

if (wasSignedIn()) enter().catch(tell);
else askToSignIn();
