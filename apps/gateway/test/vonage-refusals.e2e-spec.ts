import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { type AttackedCall, CANARY, PUBLIC_URL, refusesStrangers } from './webhook-refusals.js';
import type { Webhook } from './webhook.js';

const SECRET = 'demo-vonage-secret';
const API_KEY = 'a1b2c3d4';
const APPLICATION_ID = 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab';
const HOOKS = '/telephony/vonage';

type Json = Record<string, unknown>;
type Headers = Record<string, string>;

const now = () => Math.floor(Date.now() / 1_000);
const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');

/** A token over a body, as Vonage makes it but for what is told. */
function tokenOf(body: string, more: { claims?: Json; header?: Json; secret?: string } = {}): string {
  const claims = {
    iat: now(),
    jti: randomUUID(),
    iss: 'Vonage',
    payload_hash: createHash('sha256').update(body).digest('hex'),
    api_key: API_KEY,
    application_id: APPLICATION_ID,
    ...more.claims,
  };
  const text = `${part({ alg: 'HS256', typ: 'JWT', ...more.header })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', more.secret ?? SECRET)
    .update(text)
    .digest('base64url')}`;
}

const webhook = (path: string, body: string, token?: string, headers: Headers = {}): Webhook => ({
  path,
  headers: {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...headers,
  },
  body,
});

const signed = (path: string, body: string, more?: Parameters<typeof tokenOf>[1]) =>
  webhook(path, body, tokenOf(body, more));

class VonageCall implements AttackedCall {
  readonly ids = { uuid: randomUUID(), conversation_uuid: `CON-${randomUUID()}` };
  inputPath = '';

  constructor(
    private readonly from: string,
    private readonly callerName = 'Çelësi&Co',
  ) {}

  body(more: Json = {}): string {
    // Vonage tells no name; a field it may add must do no harm either.
    const parties = { from: this.from, to: '35542000000', caller_name: this.callerName };
    return JSON.stringify({ ...this.ids, ...parties, ...more });
  }

  input = (digits: unknown = CANARY, more: Json = {}) => this.body({ dtmf: { digits, timed_out: false }, ...more });

  dialling = () => signed(`${HOOKS}/call`, this.body());
  pressing = (keys: string) => signed(this.inputPath, this.input(keys));
  hangingUp = () => signed(`${HOOKS}/status`, this.body({ status: 'completed', direction: 'inbound' }));

  take(document: string): void {
    const actions = JSON.parse(document) as { action: string; eventUrl?: string[] }[];
    const [url = ''] = actions.find(({ action }) => action === 'input')?.eventUrl ?? [];
    this.inputPath = url.slice(PUBLIC_URL.length);
  }
}

/** A result that is as it should be, but for its token. */
const withToken = (call: VonageCall, token?: string, headers?: Headers) =>
  webhook(call.inputPath, call.input(), token, headers);
const claiming = (call: VonageCall, claims: Json) => withToken(call, tokenOf(call.input(), { claims }));
/** A result that is signed as it should be, but for one thing. */
const altered = (call: VonageCall, more: Json) => signed(call.inputPath, call.input(CANARY, more));

refusesStrangers('vonage', {
  environment: { VONAGE_API_KEY: API_KEY, VONAGE_APPLICATION_ID: APPLICATION_ID },
  call: (from, name) => new VonageCall(from, name),
  signsBody: true,
  wrongTypes: ['application/x-www-form-urlencoded', 'text/plain'],
  shapeOf: (document) => namesIn(JSON.parse(document)),
  forged: () => {
    const body = new VonageCall('355690000001').body();
    return signed(`${HOOKS}/call`, body, { secret: randomBytes(20).toString('hex') });
  },
  refused: [
    // Vonage leaves it out now and then, and sends again on this status.
    ['no token', 503, (call) => withToken(call)],
    ['another provider’s signature', 503, (call) => withToken(call, undefined, { 'x-twilio-signature': 'aGVsbG8=' })],
    ['an empty token', 403, (call) => withToken(call, '')],
    ['Basic authorisation', 403, (call) => withToken(call, undefined, { authorization: 'Basic YTpi' })],
    ['another secret', 403, (call) => withToken(call, tokenOf(call.input(), { secret: 'demo-jambonz-secret' }))],
    ['the API key as the secret', 403, (call) => withToken(call, tokenOf(call.input(), { secret: API_KEY }))],
    ['no algorithm', 403, (call) => withToken(call, tokenOf(call.input(), { header: { alg: 'none' } }))],
    ['no algorithm and no signature', 403, (call) => withToken(call, unsigned(call.input()))],
    ['another algorithm', 403, (call) => withToken(call, tokenOf(call.input(), { header: { alg: 'RS256' } }))],
    ['a token that is cut off', 403, (call) => withToken(call, tokenOf(call.input()).slice(0, -1))],
    ['another issuer', 403, (call) => claiming(call, { iss: 'Nexmo' })],
    ['another account', 403, (call) => claiming(call, { api_key: 'b1b2c3d4' })],
    ['another application', 403, (call) => claiming(call, { application_id: randomUUID() })],
    ['a token without a hash', 403, (call) => claiming(call, { payload_hash: undefined })],
    ['the token of an empty body', 403, (call) => withToken(call, tokenOf(''))],
    ['the token of other digits', 403, (call) => withToken(call, tokenOf(call.input('1')))],
    ['a body written anew', 403, (call) => webhook(call.inputPath, `${call.input()} `, tokenOf(call.input()))],
    ['a token of 301 seconds ago', 403, (call) => claiming(call, { iat: now() - 301 })],
    ['a token of in 302 seconds', 403, (call) => claiming(call, { iat: now() + 302 })],
    ['a token that is over', 403, (call) => claiming(call, { exp: now() - 1 })],
    [
      'another secret that headers vouch for',
      403,
      (call) =>
        withToken(call, tokenOf(call.input(), { secret: 'guessed-secret' }), {
          'x-forwarded-host': 'ivr.bank.example',
          'x-forwarded-proto': 'https',
        }),
    ],
    ['a missing field', 400, (call) => altered(call, { conversation_uuid: undefined })],
    ['a missing result', 400, (call) => altered(call, { dtmf: undefined })],
    ['letters for digits', 400, (call) => signed(call.inputPath, call.input('abcd'))],
    ['digits as a number', 400, (call) => signed(call.inputPath, call.input(4917))],
    ['a repeated field', 400, (call) => signed(call.inputPath, call.input().replace('{', '{"dtmf":{},'))],
    ['half a body', 400, (call) => signed(call.inputPath, call.input().slice(0, -1))],
    ['what is no object', 400, () => signed(`${HOOKS}/call`, `"${CANARY}"`)],
    ['a result sent as a call', 400, (call) => signed(`${HOOKS}/call`, call.input())],
    ['an event sent as a result', 400, (call) => altered(call, { status: 'completed' })],
    [
      'an invented token of a step',
      409,
      (call) => signed(`${HOOKS}/calls/AAAAAAAAAAAAAAAAAAAAAA/input/1`, call.input()),
    ],
    ['what is no token of a step', 404, (call) => signed(`${HOOKS}/calls/'--/input/1`, call.input())],
    ['an unknown call', 404, (call) => altered(call, { conversation_uuid: `CON-${randomUUID()}` })],
  ],
});

function unsigned(body: string): string {
  return tokenOf(body, { header: { alg: 'none' } }).replace(/[^.]+$/, '');
}

/** Names in a document, and where they stand; whether the agent sees a number depends on the number. */
function namesIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'Caller-Number' ? [] : [`${path}.${name}`, ...namesIn(inner, `${path}.${name}`)],
  );
}
