import { describe, expect, it } from '@jest/globals';
import { RestClient } from '@signalwire/compatibility-api';
import { DocumentRefused } from '../documents/verbs.js';
import { parseCxml } from './cxml.js';
import { signedBySignalwire } from './signalwire-leg.js';

const read = (inside: string) => parseCxml(`<Response>${inside}</Response>`);

describe('a document for SignalWire', () => {
  it('is read verb by verb, with the defaults of the sheet', () => {
    expect(
      read('<Gather action="https://x.example/a#rt=15000"><Say language="en-GB">Hello</Say></Gather><Hangup/>'),
    ).toEqual([
      {
        verb: 'Gather',
        action: 'https://x.example/a#rt=15000',
        numDigits: undefined,
        firstDigitMs: 5_000,
        interDigitMs: 5_000,
        finishOnKey: '#',
        reportsSilence: false,
        reportsBareFinishKey: false,
        prompts: [{ verb: 'Say', text: 'Hello', language: 'en-GB' }],
      },
      { verb: 'Hangup' },
    ]);
  });

  it.each([
    ['a relative address', '<Redirect>/next</Redirect>'],
    ['a relative action', '<Gather action="/next"/>'],
    ['an unknown verb', '<Shout>hello</Shout>'],
    ['an unknown attribute', '<Say volume="11">hello</Say>'],
    ['a voice of another product', '<Say voice="Azure.sq-AL-AnilaNeural">Po</Say>'],
    ['a text that is too long', `<Say>${'a'.repeat(4_097)}</Say>`],
    ['a ring above 600 s', '<Dial timeout="601"><Number>+35542000001</Number></Dial>'],
    ['digits in an address', '<Gather method="GET" action="https://x.example/a"/>'],
  ])('is refused with %s', (_, inside) => {
    expect(() => read(inside)).toThrow(DocumentRefused);
  });
});

it('a request of SignalWire is signed as the official SDK verifies', () => {
  const [key, url] = ['PSK_0123456789', 'https://ivr.bank.example/telephony/signalwire/call'];
  const form = { To: '+35542000000', From: '+355690000001', CallerName: 'Çelësi & Co' };
  const { headers } = signedBySignalwire(key, url, form);
  expect(RestClient.validateRequest(key, headers['x-signalwire-signature'], url, form)).toBe(true);
  expect(RestClient.validateRequest(key, headers['x-signalwire-signature'], `${url}2`, form)).toBe(false);
});
