import { XMLParser } from 'fast-xml-parser';
import { type AttackedCall, CANARY, PUBLIC_URL } from './webhook-refusals.js';
import type { Webhook } from './webhook.js';

export type Form = Record<string, string>;

/** How a provider with forms signs one for an address. */
export type Sign = (url: string, form: Form) => { headers: Form; body: string };

/** The forms of one call. */
export interface CallForms {
  first: Form;
  keys: (digits: string) => Form;
  ended: Form;
}

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@' });

/** A call of a provider that posts forms: what is sent, and where the last document wants it. */
export class FormCall implements AttackedCall {
  /** Where the open collect reports. */
  inputPath = '';

  constructor(
    private readonly provider: string,
    private readonly sign: Sign,
    readonly forms: CallForms,
  ) {}

  dialling = () => this.signed(this.path('call'), this.forms.first);
  pressing = (keys: string) => this.signed(this.inputPath, this.forms.keys(keys));
  hangingUp = () => this.signed(this.path('status'), this.forms.ended);

  /** The result of the open collect with the canary for digits, and some of its parameters changed. */
  input = (more: Form = {}): Form => ({ ...this.forms.keys(CANARY), ...more });
  path = (result: string) => `/telephony/${this.provider}/${result}`;

  /** A request that is signed as it should be, or for another address, or with another form than it has. */
  signed(path: string, form: Form, signed: { url?: string; form?: Form; sign?: Sign } = {}): Webhook {
    const { url = PUBLIC_URL + path, sign = this.sign } = signed;
    const { headers } = sign(url, signed.form ?? form);
    return { path, headers, body: new URLSearchParams(form).toString() };
  }

  take(document: string): void {
    type Collect = { '@action': string };
    const { Response: verbs } = parser.parse(document) as { Response: { Gather?: Collect; GetDigits?: Collect } | '' };
    const collect = verbs === '' ? undefined : (verbs.Gather ?? verbs.GetDigits);
    this.inputPath = new URL(collect?.['@action'] ?? PUBLIC_URL).pathname;
  }
}

const OTHER = 'https://evil.example';

/** What every scheme refuses that covers the form: a row for each, with what is expected. */
export const REFUSED_FORMS: readonly (readonly [what: string, status: number, webhook: (call: FormCall) => Webhook])[] =
  [
    ['no signature', 403, (call) => without(call.pressing(CANARY), /signature|timestamp|nonce/)],
    ['an empty signature', 403, (call) => signatureOf(call.pressing(CANARY), () => '')],
    ['a signature cut short', 403, (call) => signatureOf(call.pressing(CANARY), (text) => text.slice(0, -4))],
    ['a signature in other letters', 403, (call) => signatureOf(call.pressing(CANARY), (text) => text.toLowerCase())],
    [
      'other digits than were signed',
      403,
      (call) => call.signed(call.inputPath, call.input(), { form: call.input({ Digits: '1' }) }),
    ],
    ['the signature of an empty body', 403, (call) => call.signed(call.inputPath, call.input(), { form: {} })],
    [
      'a damaged escape',
      403,
      (call) => ({ ...call.pressing(CANARY), body: `${call.pressing(CANARY).body.toString()}&X=%2` }),
    ],
    ['letters for digits', 400, (call) => call.signed(call.inputPath, call.input({ Digits: 'abcd' }))],
    ['a parameter too few', 400, (call) => call.signed(call.inputPath, omit(call.input(), 'From'))],
    ['an invented token', 409, (call) => call.signed(call.path('calls/AAAAAAAAAAAAAAAAAAAAAA/input/1'), call.input())],
    ['what is no token', 404, (call) => call.signed(call.path("calls/'--/input/1"), call.input())],
    [
      'a transfer that was not asked for',
      400,
      (call) => call.signed(call.inputPath.replace(/input\/1$/, 'transfer'), call.input()),
    ],
  ];

/** The same, where the address is signed too. */
export const REFUSED_ADDRESSES: typeof REFUSED_FORMS = [
  [
    'the address of another step',
    403,
    (call) => call.signed(call.inputPath, call.input(), { url: `${PUBLIC_URL}${call.inputPath}2` }),
  ],
  ['another host', 403, (call) => call.signed(call.inputPath, call.input(), { url: OTHER + call.inputPath })],
  [
    'another host that a header vouches for',
    403,
    (call) => {
      const webhook = call.signed(call.inputPath, call.input(), { url: OTHER + call.inputPath });
      const vouching = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', host: 'evil.example' };
      return { ...webhook, headers: { ...webhook.headers, ...vouching } };
    },
  ],
  ['a query nobody signed', 403, (call) => ({ ...call.pressing(CANARY), path: `${call.inputPath}?x=1` })],
];

/** Where names and values are signed without anything between them. */
export const REFUSED_BOUNDARIES: typeof REFUSED_FORMS = [
  ['a shifted boundary', 400, (call) => rewritten(call.pressing(CANARY), 'Digits=49', 'Digit=s49')],
  [
    'a parameter taken into the value before it',
    400,
    (call) => {
      const shifted = rewritten(call.pressing(CANARY), '&Direction=inbound', '');
      return rewritten(shifted, `Digits=${CANARY}`, `Digits=${CANARY}Directioninbound`);
    },
  ],
];

function rewritten(webhook: Webhook, text: string, by: string): Webhook {
  return { ...webhook, body: webhook.body.toString().replace(text, by) };
}

function without(webhook: Webhook, names: RegExp): Webhook {
  const headers = Object.fromEntries(Object.entries(webhook.headers).filter(([name]) => !names.test(name)));
  return { ...webhook, headers };
}

function signatureOf(webhook: Webhook, change: (text: string) => string): Webhook {
  const headers = Object.fromEntries(
    Object.entries(webhook.headers).map(([name, text]) => [
      name,
      /signature(?!.*nonce)/.test(name) ? change(text) : text,
    ]),
  );
  return { ...webhook, headers };
}

function omit(form: Form, name: string): Form {
  return Object.fromEntries(Object.entries(form).filter(([key]) => key !== name));
}
