import { describe, expect, it } from '@jest/globals';
import { WebhookRefused } from '../../webhook-refused.js';
import { WebhookForm } from '../../webhook-form.js';
import { signedText } from './twilio-signature.js';
import { CallWebhook, DialWebhook, GatherWebhook, PlainWebhook, readWebhook } from './twilio-webhook.schema.js';

type Pairs = [name: string, value: string][];

const CALL: Pairs = [
  ['AccountSid', 'AC00000000000000000000000000000001'],
  ['ApiVersion', '2010-04-01'],
  ['CallSid', 'CA00000000000000000000000000000001'],
  ['CallStatus', 'in-progress'],
  ['Called', '+35542000000'],
  ['CalledCity', ''],
  ['Caller', '+355691234567'],
  ['CallerName', 'Çelësi & Ëndrra'],
  ['Direction', 'inbound'],
  ['From', '+355691234567'],
  ['FromCountry', 'AL'],
  ['FromZip', ''],
  ['StirVerstat', 'TN-Validation-Passed-A'],
  ['To', '+35542000000'],
  ['ToZip', ''],
];
const GATHER: Pairs = [...CALL, ['Digits', '1234'], ['FinishedOnKey', '#'], ['msg', 'Gather End']];

function formOf(pairs: Pairs): WebhookForm {
  const body = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  const form = WebhookForm.read(Buffer.from(body.replaceAll("'", '%27')));
  if (!form) throw new Error('not a form');
  return form;
}

const without = (pairs: Pairs, name: string) => pairs.filter(([given]) => given !== name);
const replaced = (pairs: Pairs, name: string, value: string): Pairs => [...without(pairs, name), [name, value]];

describe('readWebhook', () => {
  it('reads what it needs and lets names through that Twilio may add', () => {
    const webhook = readWebhook(GatherWebhook, formOf([...GATHER, ['SomethingNew', 'yes']]));
    expect(webhook).toEqual({
      AccountSid: 'AC00000000000000000000000000000001',
      CallSid: 'CA00000000000000000000000000000001',
      CallStatus: 'in-progress',
      From: '+355691234567',
      To: '+35542000000',
      Digits: '1234',
      FinishedOnKey: '#',
    });
  });

  it('reads a Gather without a finish key, and with no keys at all', () => {
    expect(readWebhook(GatherWebhook, formOf(without(GATHER, 'FinishedOnKey'))).FinishedOnKey).toBeUndefined();
    expect(readWebhook(GatherWebhook, formOf(replaced(GATHER, 'Digits', ''))).Digits).toBe('');
  });

  it.each(['AccountSid', 'CallSid', 'CallStatus', 'From', 'To', 'Digits'])(
    'S20: refuses a Gather without %s',
    (name) => {
      expect(() => readWebhook(GatherWebhook, formOf(without(GATHER, name)))).toThrow(WebhookRefused);
    },
  );

  it.each<[string, string]>([
    ['Digits', '12a4'],
    ['Digits', '1'.repeat(33)],
    ['Digits', '12 4'],
    ['FinishedOnKey', '##'],
    ['CallSid', 'CA0000000000000000000000000000000'],
    ['CallSid', "CA' OR 1=1 --"],
    ['AccountSid', 'CA00000000000000000000000000000001'],
    ['CallStatus', 'finished'],
    ['From', 'x'.repeat(201)],
    ['From', '+355\u0000'],
  ])('S20: refuses %s = %j', (name, value) => {
    expect(() => readWebhook(GatherWebhook, formOf(replaced(GATHER, name, value)))).toThrow(WebhookRefused);
  });

  it('S20: refuses an unknown attestation, and a Dial without its result', () => {
    expect(() => readWebhook(CallWebhook, formOf(replaced(CALL, 'StirVerstat', 'TN-Validation-Passed')))).toThrow();
    expect(() => readWebhook(DialWebhook, formOf(CALL))).toThrow(WebhookRefused);
    expect(readWebhook(DialWebhook, formOf([...CALL, ['DialCallStatus', 'busy']])).DialCallStatus).toBe('busy');
    expect(readWebhook(PlainWebhook, formOf(CALL)).CallStatus).toBe('in-progress');
  });

  it.each(GATHER.map(([name]) => name))('S20: refuses %s twice, with the same value and with another', (name) => {
    const value = GATHER.find(([given]) => given === name)?.[1] ?? '';
    for (const again of [value, `${value}1`])
      expect(() => readWebhook(GatherWebhook, formOf([...GATHER, [name, again]]))).toThrow(WebhookRefused);
  });

  it('S20: no shift of a boundary that leaves the signature right is accepted', () => {
    const sorted = [...GATHER].sort(([a], [b]) => (a < b ? -1 : 1));
    const signed = signedText(formOf(sorted));
    let tried = 0;
    for (const altered of boundaryShifts(sorted)) {
      if (signedText(formOf(altered)) !== signed) continue;
      tried += 1;
      expect(() => readWebhook(GatherWebhook, formOf(altered))).toThrow(WebhookRefused);
    }
    // A boundary may move within its name, into its value, or away with the parameter that follows.
    expect(tried).toBeGreaterThan(200);
  });
});

/** Every other way to cut one parameter into name and value, and every two neighbours made one. */
function* boundaryShifts(pairs: Pairs): Generator<Pairs> {
  for (const [index, [name, value]] of pairs.entries()) {
    const text = name + value;
    for (let cut = 1; cut <= text.length; cut += 1) {
      if (cut !== name.length) yield pairs.with(index, [text.slice(0, cut), text.slice(cut)]);
    }
    const next = pairs[index + 1];
    if (!next) continue;
    const both = text + next.join('');
    for (let cut = 1; cut <= both.length; cut += 1) {
      yield [...pairs.slice(0, index), [both.slice(0, cut), both.slice(cut)], ...pairs.slice(index + 2)];
    }
  }
}
