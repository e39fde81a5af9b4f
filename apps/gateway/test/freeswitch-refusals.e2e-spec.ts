import { randomBytes, randomUUID } from 'node:crypto';
import { type AttackedCall, CANARY, PUBLIC_URL, refusesStrangers } from './webhook-refusals.js';
import type { Webhook } from './webhook.js';

type Form = Record<string, string>;

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const OURS = basic('freeswitch', 'demo-freeswitch-secret');

const post = (path: string, form: Form, authorization: string | undefined = OURS, headers: Form = {}): Webhook => ({
  path: `/telephony/freeswitch/${path}`,
  headers: { 'content-type': 'application/x-www-form-urlencoded', authorization, ...headers },
  body: new URLSearchParams(form).toString(),
});

const without = (name: string, { headers, ...webhook }: Webhook): Webhook => ({
  ...webhook,
  headers: Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)),
});

class FreeSwitchCall implements AttackedCall {
  readonly sessionId = randomUUID();
  keysPath = '';

  constructor(
    private readonly from: string,
    private readonly name = 'Çelësi & Co',
  ) {}

  form = (more: Form = {}): Form => ({
    session_id: this.sessionId,
    url: `${PUBLIC_URL}/telephony/freeswitch/call`,
    method: 'POST',
    hostname: 'fs01',
    'Caller-Caller-ID-Name': this.name,
    'Caller-Caller-ID-Number': this.from,
    'Caller-Destination-Number': '+35542000000',
    'Caller-Privacy-Hide-Number': 'false',
    ...more,
  });
  input = (more: Form = {}): Form => this.form({ key: '1', input_type: 'dtmf', ...more });

  dialling = () => post('call', this.form());
  pressing = (keys: string) => post(this.keysPath, this.input({ key: keys }));
  hangingUp = () => post(this.keysPath, this.form({ exiting: 'true' }));

  take(document: string): void {
    this.keysPath =
      new RegExp(`${PUBLIC_URL}/telephony/freeswitch/(calls/[\\w-]+/keys/\\d+/\\d+)`).exec(document)?.[1] ?? '';
  }
}

refusesStrangers('freeswitch', {
  call: (from, name) => new FreeSwitchCall(from, name),
  // FreeSWITCH cannot sign; whoever has the password is believed (README.md of the adapter).
  signsBody: false,
  forged: () =>
    post('call', new FreeSwitchCall('+355690000001').form(), basic('freeswitch', randomBytes(9).toString('hex'))),
  refused: [
    ['no credentials', 401, (call) => without('authorization', post(call.keysPath, call.input()))],
    ['empty credentials', 401, (call) => post(call.keysPath, call.input(), 'Basic ')],
    ['another password', 401, (call) => post(call.keysPath, call.input(), basic('freeswitch', 'another-password'))],
    [
      'the password of another provider',
      401,
      (call) => post(call.keysPath, call.input(), basic('freeswitch', 'demo-voicexml-secret')),
    ],
    ['another name', 401, (call) => post(call.keysPath, call.input(), basic('root', 'demo-freeswitch-secret'))],
    [
      'the password in capitals',
      401,
      (call) => post(call.keysPath, call.input(), basic('freeswitch', 'DEMO-FREESWITCH-SECRET')),
    ],
    ['a part of the credentials', 401, (call) => post(call.keysPath, call.input(), OURS.slice(0, -2))],
    ['another scheme', 401, (call) => post(call.keysPath, call.input(), OURS.replace('Basic', 'Bearer'))],
    [
      'credentials that a header vouches for',
      401,
      (call) =>
        without(
          'authorization',
          post(call.keysPath, call.input(), OURS, { 'x-forwarded-user': 'freeswitch', 'x-authorization': OURS }),
        ),
    ],
    ['a damaged escape', 400, (call) => ({ ...post(call.keysPath, call.input()), body: 'session_id=%2' })],
    ['no call', 400, (call) => post(call.keysPath, { key: '1' })],
    ['a call that could stand for anything', 400, (call) => post('call', call.form({ session_id: "'; DROP" }))],
    ['more keys than one', 400, (call) => post(call.keysPath, call.input({ key: CANARY }))],
    ['a letter for a key', 400, (call) => post(call.keysPath, call.input({ key: 'A' }))],
    ['keys that are not sealed', 400, (call) => post(call.keysPath, call.input({ typed: `${CANARY}!` }))],
    ['an end that is none', 400, (call) => post(call.keysPath, call.form({ exiting: 'yes' }))],
    [
      'a repeated parameter',
      400,
      (call) => {
        const { body, ...rest } = post(call.keysPath, call.input());
        return { ...rest, body: `${body.toString()}&key=2` };
      },
    ],
    ['a name that is none', 400, (call) => post(call.keysPath, call.input({ 'a"b': CANARY }))],
    ['an invented token', 409, (call) => post('calls/AAAAAAAAAAAAAAAAAAAAAA/keys/1/7000', call.input())],
    ['what is no token', 404, (call) => post("calls/'--/keys/1/7000", call.input())],
    ['a wait that is none', 404, (call) => post('calls/AAAAAAAAAAAAAAAAAAAAAA/keys/1/0', call.input())],
    ['an unknown call', 404, (call) => post(call.keysPath, call.input({ session_id: randomUUID() }))],
    ['a language nobody speaks', 404, (call) => post('last-resort/xx/0', call.form())],
  ],
});
