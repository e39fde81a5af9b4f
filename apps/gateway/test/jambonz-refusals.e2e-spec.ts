import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { type AttackedCall, CANARY, PUBLIC_URL, refusesStrangers } from './webhook-refusals.js';
import type { Webhook } from './webhook.js';

const SECRET = 'demo-jambonz-secret';
const HOOKS = '/telephony/jambonz';

type Json = Record<string, unknown>;

const now = () => Math.floor(Date.now() / 1_000);
const headerOf = (body: string, secret = SECRET, signedAt = now()) =>
  `t=${signedAt},v1=${createHmac('sha256', secret).update(`${signedAt}.${body}`).digest('hex')}`;

const webhook = (path: string, body: string, signature?: string, headers: Record<string, string> = {}): Webhook => ({
  path,
  headers: {
    'content-type': 'application/json',
    ...(signature === undefined ? {} : { 'jambonz-signature': signature }),
    ...headers,
  },
  body,
});

const signed = (path: string, body: string) => webhook(path, body, headerOf(body));

class JambonzCall implements AttackedCall {
  readonly callSid = randomUUID();
  inputPath = '';

  constructor(
    private readonly from: string,
    private readonly callerName = 'Çelësi&Co',
  ) {}

  body(more: Json = {}): string {
    return JSON.stringify({
      call_sid: this.callSid,
      direction: 'inbound',
      from: this.from,
      to: '35542000000',
      caller_name: this.callerName,
      call_status: 'in-progress',
      ...more,
    });
  }

  /** The result of the gather that is open; the verb it names is that of the address. */
  input = (more: Json = {}, path = this.inputPath): string =>
    this.body({ reason: 'dtmfDetected', digits: CANARY, verb_id: path.slice(`${HOOKS}/`.length), ...more });

  dialling = () => signed(`${HOOKS}/call`, this.body({ call_status: 'trying' }));
  pressing = (keys: string) => signed(this.inputPath, this.input({ digits: keys }));
  hangingUp = () => signed(`${HOOKS}/status`, this.body({ call_status: 'completed', call_termination_by: 'caller' }));

  take(document: string): void {
    const verbs = JSON.parse(document) as { verb: string; actionHook?: string }[];
    const hook = verbs.find(({ verb }) => verb === 'gather')?.actionHook ?? '';
    this.inputPath = hook.slice(PUBLIC_URL.length).replace(/#.*/, '');
  }
}

/** A result that is signed as it should be, but for one thing. */
const altered = (call: JambonzCall, more: Json) => signed(call.inputPath, call.input(more));
const withSignature = (call: JambonzCall, signature?: string, headers?: Record<string, string>) =>
  webhook(call.inputPath, call.input(), signature, headers);

/** A result that names the verb of its address, whatever that is. */
const at = (call: JambonzCall, path: string) => signed(path, call.input({}, path));
const upper = (text: string) => text.toUpperCase();
const bodyAlone = (body: string) => `t=${now()},v1=${createHmac('sha256', SECRET).update(body).digest('hex')}`;

refusesStrangers('jambonz', {
  call: (from, name) => new JambonzCall(from, name),
  signsBody: true,
  wrongTypes: ['application/x-www-form-urlencoded', 'text/plain'],
  shapeOf: (document) => namesIn(JSON.parse(document)),
  forged: () => {
    const body = new JambonzCall('355690000001').body();
    return webhook(`${HOOKS}/call`, body, `t=${now()},v1=${randomBytes(32).toString('hex')}`);
  },
  refused: [
    ['no signature', 403, (call) => withSignature(call)],
    ['an empty signature', 403, (call) => withSignature(call, '')],
    ['another secret', 403, (call) => withSignature(call, headerOf(call.input(), 'demo-vonage-secret'))],
    [
      'another provider’s signature',
      403,
      (call) => withSignature(call, undefined, { 'x-twilio-signature': 'aGVsbG8=' }),
    ],
    ['a signature that is cut off', 403, (call) => withSignature(call, headerOf(call.input()).slice(0, -1))],
    ['a signature in capitals', 403, (call) => withSignature(call, headerOf(call.input()).replace(/\w{64}$/, upper))],
    ['a signature of the body alone', 403, (call) => withSignature(call, bodyAlone(call.input()))],
    ['the signature of an empty body', 403, (call) => withSignature(call, headerOf(''))],
    ['a signature of 301 seconds ago', 403, (call) => withSignature(call, headerOf(call.input(), SECRET, now() - 301))],
    ['a signature of in 302 seconds', 403, (call) => withSignature(call, headerOf(call.input(), SECRET, now() + 302))],
    ['other digits than were signed', 403, (call) => withSignature(call, headerOf(call.input({ digits: '1' })))],
    ['a body written anew', 403, (call) => webhook(call.inputPath, `${call.input()} `, headerOf(call.input()))],
    ['the result of another verb', 403, (call) => altered(call, { verb_id: 'calls/AAAAAAAAAAAAAAAAAAAAAA/input/1' })],
    ['a result of no verb', 403, (call) => altered(call, { verb_id: undefined })],
    ['another length than was asked for', 403, (call) => signed(call.inputPath.replace(/\d+$/, '16'), call.input())],
    ['a query nobody signed', 403, (call) => signed(`${call.inputPath}?x=1`, call.input())],
    [
      'another address that a header vouches for',
      403,
      (call) =>
        webhook(`${HOOKS}/calls/AAAAAAAAAAAAAAAAAAAAAA/input/1`, call.input(), headerOf(call.input()), {
          'x-forwarded-host': 'ivr.bank.example',
          'x-forwarded-proto': 'https',
          'x-original-url': call.inputPath,
        }),
    ],
    ['a missing field', 400, (call) => altered(call, { call_sid: undefined })],
    ['letters for digits', 400, (call) => altered(call, { digits: 'abcd' })],
    ['digits as a number', 400, (call) => altered(call, { digits: 4917 })],
    ['a repeated field', 400, (call) => signed(call.inputPath, call.input().replace('{', '{"digits":"1",'))],
    ['half a body', 400, (call) => signed(call.inputPath, call.input().slice(0, -1))],
    ['what is no object', 400, () => signed(`${HOOKS}/call`, `"${CANARY}"`)],
    ['a call that is over', 400, (call) => signed(`${HOOKS}/call`, call.body({ call_status: 'completed' }))],
    ['an invented token', 409, (call) => at(call, `${HOOKS}/calls/AAAAAAAAAAAAAAAAAAAAAA/input/1`)],
    ['what is no token', 404, (call) => at(call, `${HOOKS}/calls/'--/input/1`)],
    ['an unknown call', 404, (call) => altered(call, { call_sid: randomUUID() })],
  ],
});

/** Names in a document, and where they stand; whether the agent sees a number depends on the number. */
function namesIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'X-Caller-Number' ? [] : [`${path}.${name}`, ...namesIn(inner, `${path}.${name}`)],
  );
}
