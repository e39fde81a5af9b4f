import { randomBytes } from 'node:crypto';
import { type AttackedCall, CANARY, PUBLIC_URL, refusesStrangers } from './webhook-refusals.js';
import type { Webhook } from './webhook.js';

const SECRET = 'demo-voicexml-secret';

type Form = Record<string, string>;

const post = (path: string, form: Form, secret = SECRET, headers: Form = {}): Webhook => ({
  path: `/telephony/voicexml/${secret}/${path}`,
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(form).toString(),
});

class VoiceXmlCall implements AttackedCall {
  readonly visit = `1795000000000-0.${randomBytes(6).readUIntBE(0, 6)}`;
  inputPath = '';

  constructor(
    private readonly from: string,
    private readonly callid = '',
  ) {}

  start = (more: Form = {}): Form => ({
    event: 'start',
    ani: this.from,
    dnis: 'sip:+35542000000@vxml01.bank.example',
    callid: this.callid,
    visit: this.visit,
    ...more,
  });
  input = (more: Form = {}): Form => ({ event: 'digits', sid: this.sid, digits: CANARY, ...more });

  dialling = () => post('started', this.start());
  pressing = (keys: string) => post(this.inputPath, this.input({ digits: keys }));
  hangingUp = () => post('ended', { event: 'hangup', sid: this.sid });

  take(document: string): void {
    const base = `${PUBLIC_URL}/telephony/voicexml/${SECRET}/`;
    this.inputPath = new RegExp(`${base}(calls/[\\w-]+/input/\\d+)`).exec(document)?.[1] ?? '';
    this.sid = /<var name="sid" expr="&apos;([^"]*)&apos;"\/>/.exec(document)?.[1] ?? '';
  }
  private sid = '';
}

refusesStrangers('voicexml', {
  call: (from, callid) => new VoiceXmlCall(from, callid),
  // A browser cannot sign; whoever knows the secret of the address is believed (README.md of the adapter).
  signsBody: false,
  forged: () => post('started', new VoiceXmlCall('+355690000001').start(), randomBytes(15).toString('base64url')),
  refused: [
    ['another secret', 403, (call) => post(call.inputPath, call.input(), 'other-secret-of-the-same-length')],
    ['the secret of another provider', 403, (call) => post(call.inputPath, call.input(), 'demo-freeswitch-secret')],
    ['the secret in capitals', 403, (call) => post(call.inputPath, call.input(), SECRET.toUpperCase())],
    ['a part of the secret', 403, (call) => post(call.inputPath, call.input(), SECRET.slice(0, -1))],
    ['more than the secret', 403, (call) => post(call.inputPath, call.input(), `${SECRET}-`)],
    [
      'a secret in a header',
      403,
      (call) =>
        post(call.inputPath, call.input(), '-', {
          authorization: `Bearer ${SECRET}`,
          'x-forwarded-uri': `/telephony/voicexml/${SECRET}/${call.inputPath}`,
          'x-original-url': `/telephony/voicexml/${SECRET}/${call.inputPath}`,
        }),
    ],
    ['a damaged escape', 400, (call) => ({ ...post(call.inputPath, call.input()), body: 'event=digits&sid=%2' })],
    ['no call', 400, (call) => post(call.inputPath, { event: 'digits', digits: CANARY })],
    ['letters for digits', 400, (call) => post(call.inputPath, call.input({ digits: 'abcd' }))],
    ['an event that is none', 400, (call) => post(call.inputPath, call.input({ event: 'dtmf' }))],
    ['an event of another kind', 400, (call) => post(call.inputPath, call.input({ event: 'noinput' }))],
    ['a name nobody asked for', 400, (call) => post(call.inputPath, call.input({ ani: CANARY }))],
    ['a capital letter in a name', 400, (call) => post(call.inputPath, call.input({ Digits: CANARY }))],
    [
      'a repeated parameter',
      400,
      (call) => {
        const { body, ...rest } = post(call.inputPath, call.input());
        return { ...rest, body: `${body.toString()}&digits=1` };
      },
    ],
    ['a call without its number', 400, (call) => post('started', { event: 'start', visit: call.visit })],
    ['a visit that could stand for anything', 400, (call) => post('started', call.start({ visit: "';x()//" }))],
    ['an invented token', 409, (call) => post('calls/AAAAAAAAAAAAAAAAAAAAAA/input/1', call.input())],
    ['what is no token', 404, (call) => post("calls/'--/input/1", call.input())],
    ['an unknown call', 404, (call) => post(call.inputPath, call.input({ sid: 'nobody' }))],
    ['keys at the end of a transfer', 400, (call) => post('last-resort/sq/0', call.input())],
    ['a language nobody speaks', 404, () => post('last-resort/xx/0', { event: 'transfer', sid: 'a', outcome: 'busy' })],
  ],
});
