import { randomBytes } from 'node:crypto';
import twilio from 'twilio';
import { readDocument } from './twilio-caller.js';
import { type AttackedCall, CANARY, PUBLIC_URL, refusesStrangers } from './webhook-refusals.js';
import type { Webhook } from './webhook.js';

const AUTH_TOKEN = 'demo-twilio-auth-token';
const ACCOUNT = 'AC00000000000000000000000000000001';

type Form = Record<string, string>;

const formOf = (parameters: Form) => new URLSearchParams(parameters).toString();

const signatureOf = (path: string, parameters: Form, token = AUTH_TOKEN, url = PUBLIC_URL) =>
  twilio.getExpectedTwilioSignature(token, url + path, parameters);

const webhook = (path: string, body: string, signature?: string, headers: Form = {}): Webhook => ({
  path,
  headers: {
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    ...(signature === undefined ? {} : { 'x-twilio-signature': signature }),
    ...headers,
  },
  body,
});

const signed = (path: string, parameters: Form) => webhook(path, formOf(parameters), signatureOf(path, parameters));

class TwilioCall implements AttackedCall {
  readonly callSid = `CA${randomBytes(16).toString('hex')}`;
  inputPath = '';

  constructor(
    private readonly from: string,
    private readonly callerName = 'Çelësi & Co',
  ) {}

  parameters(more: Form = {}): Form {
    return {
      AccountSid: ACCOUNT,
      ApiVersion: '2010-04-01',
      CallSid: this.callSid,
      CallStatus: 'in-progress',
      Called: '+35542000000',
      Caller: this.from,
      CallerName: this.callerName,
      Direction: 'inbound',
      From: this.from,
      To: '+35542000000',
      ...more,
    };
  }

  input = (more: Form = {}) => this.parameters({ Digits: CANARY, FinishedOnKey: '', msg: 'Gather End', ...more });

  dialling = () => signed('/telephony/twilio/call', this.parameters({ CallStatus: 'ringing' }));
  pressing = (keys: string) => signed(this.inputPath, this.input({ Digits: keys }));
  hangingUp = () => signed('/telephony/twilio/status', this.parameters({ CallStatus: 'completed' }));

  take(document: string): void {
    this.inputPath = readDocument(document).Gather?.['@action'].slice(PUBLIC_URL.length) ?? '';
  }
}

const OTHER_HOST = 'https://evil.example';

refusesStrangers('twilio', {
  environment: { TWILIO_ACCOUNT_SID: ACCOUNT },
  call: (from, name) => new TwilioCall(from, name),
  signsBody: true,
  forged: () => {
    const call = new TwilioCall('+355690000001');
    return webhook('/telephony/twilio/call', formOf(call.parameters()), randomBytes(20).toString('base64'));
  },
  refused: [
    ['no signature', 403, (call) => webhook(call.inputPath, formOf(call.input()))],
    ['an empty signature', 403, (call) => webhook(call.inputPath, formOf(call.input()), '')],
    [
      'another token',
      403,
      (call) => webhook(call.inputPath, formOf(call.input()), signatureOf(call.inputPath, call.input(), 'other-token')),
    ],
    [
      'the address of another step',
      403,
      (call) =>
        webhook(call.inputPath, formOf(call.input()), signatureOf(call.inputPath.replace('/1', '/2'), call.input())),
    ],
    [
      'another host',
      403,
      (call) =>
        webhook(
          call.inputPath,
          formOf(call.input()),
          signatureOf(call.inputPath, call.input(), AUTH_TOKEN, OTHER_HOST),
        ),
    ],
    [
      'another host that a header vouches for',
      403,
      (call) =>
        webhook(
          call.inputPath,
          formOf(call.input()),
          signatureOf(call.inputPath, call.input(), AUTH_TOKEN, OTHER_HOST),
          { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', host: 'evil.example' },
        ),
    ],
    [
      'other digits than were signed',
      403,
      (call) => webhook(call.inputPath, formOf(call.input()), signatureOf(call.inputPath, call.input({ Digits: '1' }))),
    ],
    [
      'a query nobody signed',
      403,
      (call) => webhook(`${call.inputPath}?x=1`, formOf(call.input()), signatureOf(call.inputPath, call.input())),
    ],
    [
      'the signature of an empty body',
      403,
      (call) => webhook(call.inputPath, formOf(call.input()), signatureOf(call.inputPath, {})),
    ],
    ['another account', 403, (call) => signed(call.inputPath, call.input({ AccountSid: ACCOUNT.replace('1', '2') }))],
    [
      'a damaged escape',
      403,
      (call) => webhook(call.inputPath, `${formOf(call.input())}&X=%2`, signatureOf(call.inputPath, call.input())),
    ],
    [
      'a missing parameter',
      400,
      (call) => {
        const { Digits: _digits, ...rest } = call.input();
        return signed(call.inputPath, rest);
      },
    ],
    ['letters for digits', 400, (call) => signed(call.inputPath, call.input({ Digits: 'abcd' }))],
    [
      'a shifted boundary',
      400,
      (call) =>
        webhook(
          call.inputPath,
          formOf(call.input()).replace('Digits=49', 'Digit=s49'),
          signatureOf(call.inputPath, call.input()),
        ),
    ],
    [
      'a repeated parameter',
      400,
      (call) =>
        webhook(call.inputPath, `${formOf(call.input())}&Direction=inbound`, signatureOf(call.inputPath, call.input())),
    ],
    [
      'an invented token',
      409,
      (call) => signed('/telephony/twilio/calls/AAAAAAAAAAAAAAAAAAAAAA/input/1', call.input()),
    ],
    ['what is no token', 404, (call) => signed("/telephony/twilio/calls/'--/input/1", call.input())],
    ['an unknown call', 404, (call) => signed(call.inputPath, call.input({ CallSid: `CA${'9'.repeat(32)}` }))],
  ],
});
