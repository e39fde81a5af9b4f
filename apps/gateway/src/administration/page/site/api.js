/* global crypto, sessionStorage */
/** The API said no; the message is for people. */
export class Refused extends Error {
  constructor(problem) {
    super([problem.title, problem.detail].filter(Boolean).join(': '));
    this.status = problem.status;
  }
}

const BASE = 'admin/v1';
/** Only the token that keeps the session alive outlives a reload, in this tab alone. */
const KEPT = 'phone-banking-refresh';

let accessToken;
let refreshing;

/** Whether somebody may be signed in still. */
export const wasSignedIn = () => sessionStorage.getItem(KEPT) !== null;

function keep({ accessToken: token, refreshToken }) {
  accessToken = token;
  sessionStorage.setItem(KEPT, refreshToken);
}

export function forget() {
  accessToken = undefined;
  sessionStorage.removeItem(KEPT);
}

export async function signIn(credentials) {
  keep(await send('POST', '/sign-in', { body: credentials }));
}

export async function signOut() {
  await ask('POST', '/sign-out').catch(() => undefined);
  forget();
}

/** Several requests that meet an old token renew it once: it is good once. */
function refresh() {
  refreshing ??= send('POST', '/sign-in/refresh', { body: { refreshToken: sessionStorage.getItem(KEPT) } })
    .then(keep)
    .finally(() => (refreshing = undefined));
  return refreshing;
}

/** Asks the API as whoever is signed in. @throws Refused. */
export async function ask(method, path, { body, key } = {}) {
  if (accessToken === undefined && wasSignedIn()) await refresh();
  try {
    return await send(method, path, { body, key, token: accessToken });
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401 || !wasSignedIn()) throw error;
    await refresh();
    return send(method, path, { body, key, token: accessToken });
  }
}

export const get = (path) => ask('GET', path);

/** A change, which is made once however often it is sent. */
export const change = (path, body) => ask('POST', path, { body, key: crypto.randomUUID() });

async function send(method, path, { body, key, token }) {
  const headers = {
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(body ? { 'content-type': 'application/json' } : {}),
    ...(key ? { 'idempotency-key': key } : {}),
  };
  let response;
  try {
    response = await fetch(BASE + path, { method, headers, body: body && JSON.stringify(body) });
  } catch {
    throw new Refused({ title: 'The gateway does not answer', status: 0 });
  }
  const answer = await response.json();
  if (!response.ok) throw new Refused({ ...answer, status: response.status });
  return answer;
}
