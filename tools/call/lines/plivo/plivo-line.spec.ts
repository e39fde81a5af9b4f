import { describe, expect, it } from '@jest/globals';
import { validateV3Signature } from 'plivo';
import { DocumentRefused } from '../documents/verbs.js';
import { signedByPlivo } from './plivo-leg.js';
import { parsePlivoXml } from './plivo-xml.js';

const read = (inside: string) => parsePlivoXml(`<Response>${inside}</Response>`);
const ACTION = 'action="https://x.example/a"';

describe('a document for Plivo', () => {
  it('is read element by element, with the two timers of the sheet; a silence calls nobody', () => {
    expect(read(`<GetDigits ${ACTION}><Speak language="en-GB">Hello</Speak></GetDigits><Hangup/>`)).toEqual([
      {
        verb: 'Gather',
        action: 'https://x.example/a',
        numDigits: 99,
        firstDigitMs: 5_000,
        interDigitMs: 2_000,
        finishOnKey: '#',
        reportsSilence: false,
        reportsBareFinishKey: true,
        prompts: [{ verb: 'Say', text: 'Hello', language: 'en-GB' }],
      },
      { verb: 'Hangup' },
    ]);
    expect(read(`<GetDigits ${ACTION} finishOnKey="none"/>`)).toMatchObject([{ finishOnKey: '' }]);
  });

  it('dials digits alone, or a user whose telephone shows what it was told', () => {
    expect(read('<Dial timeout="20"><Number>35542000001</Number></Dial>')).toMatchObject([
      { destination: '+35542000001' },
    ]);
    const [dial] = read(
      '<Dial timeout="20"><User sipHeaders="CallerNumber=Z2B355690000001,Verified=no">sip:a@b.example</User></Dial>',
    );
    expect(dial?.verb === 'Dial' && dial.headers?.get('X-Caller-Number')).toBe('+355690000001');
  });

  it.each([
    ['a verb of Twilio’s', `<Gather ${ACTION}/>`],
    ['an attribute of another element', `<GetDigits ${ACTION} executionTimeout="5"/>`],
    ['two finish keys', `<GetDigits ${ACTION} finishOnKey="#*"/>`],
    ['a prompt that would be repeated', `<GetDigits ${ACTION} retries="2"/>`],
    ['a result whose answer is ignored', `<GetDigits ${ACTION} redirect="false"/>`],
    ['no action', '<GetDigits/>'],
    ['a relative address', '<Redirect>/next</Redirect>'],
    ['a number with its plus', '<Dial timeout="20"><Number>+35542000001</Number></Dial>'],
    ['no time to ring', '<Dial><Number>35542000001</Number></Dial>'],
    ['a header with a full stop', '<Dial timeout="20"><User sipHeaders="A=b.c">sip:a@b.example</User></Dial>'],
    ['a voice that is none', '<Speak voice="Polly.Amy-Neural">Hello</Speak>'],
    ['a text that is too long', `<Speak voice="Polly.Amy">${'a'.repeat(3_001)}</Speak>`],
  ])('is refused with %s', (_, inside) => {
    expect(() => read(inside)).toThrow(DocumentRefused);
  });
});

it('a request of Plivo is signed as the official SDK verifies', () => {
  const [token, url] = ['token-of-the-account', 'https://ivr.bank.example/telephony/plivo/call'];
  const form = { To: '35542000000', From: '355690000001', CallerName: 'Çelësi & Co' };
  const { headers } = signedByPlivo(token, url, form);
  const { 'x-plivo-signature-v3': signature, 'x-plivo-signature-v3-nonce': nonce } = headers;
  expect(validateV3Signature('POST', url, nonce, token, signature, form)).toBe(true);
  expect(validateV3Signature('POST', url, nonce, token, signature, { ...form, To: '1' })).toBe(false);
});
