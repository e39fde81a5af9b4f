import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { TelnyxWebhook } from 'telnyx/lib/webhooks';
import { DocumentRefused } from '../documents/verbs.js';
import { signedByTelnyx, telnyxLeg } from './telnyx-leg.js';
import { DEMO_APPLICATION } from './telnyx-stage.js';
import { parseTexml } from './texml.js';

const read = (inside: string) => parseTexml(`<Response>${inside}</Response>`, 'fallsThrough');

describe('a document for Telnyx', () => {
  it('is read verb by verb, with the defaults of the sheet; the language is the voice’s', () => {
    expect(
      read('<Gather action="https://x.example/a"><Say voice="Azure.sq-AL-AnilaNeural">Po</Say></Gather>'),
    ).toMatchObject([
      {
        verb: 'Gather',
        numDigits: 128,
        firstDigitMs: 5_000,
        interDigitMs: 5_000,
        finishOnKey: '#',
        reportsSilence: false,
        prompts: [{ verb: 'Say', language: 'sq-AL' }],
      },
    ]);
  });

  it.each([
    ['a template', '<Say>Hello {{From}}</Say>'],
    ['a Pause in a Gather', '<Gather><Pause/></Gather>'],
    ['an attribute of Twilio’s', '<Gather actionOnEmptyResult="true"/>'],
    ['an unknown verb', '<Pay/>'],
    ['a voice that is none', '<Say voice="Anila">Po</Say>'],
    ['a wait above 120 s', '<Gather timeout="121"/>'],
    ['a ring below 5 s', '<Dial timeout="4"><Number>+35542000001</Number></Dial>'],
    ['a ring above 120 s', '<Dial timeout="121"><Number>+35542000001</Number></Dial>'],
    ['digits in an address', '<Gather method="GET"/>'],
    ['two destinations', '<Dial><Number>+35542000001</Number><Number>+35542000002</Number></Dial>'],
  ])('is refused with %s', (_, inside) => {
    expect(() => read(inside)).toThrow(DocumentRefused);
  });
});

describe('a request of Telnyx', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');

  it('is signed as the official SDK verifies', async () => {
    const { headers, body } = signedByTelnyx(privateKey, { From: '+355690000001', CallerId: 'Çelësi & Co' });
    await expect(new TelnyxWebhook(key).verify(body, headers)).resolves.toBeUndefined();
    await expect(new TelnyxWebhook(key).verify(`${body}x`, headers)).rejects.toThrow();
  });

  it('has no status and no application in the result of a Gather, and no digits after a silence', () => {
    const { forms } = telnyxLeg(
      { ...DEMO_APPLICATION, privateKey, publicUrl: 'https://x.example', gatewayUrl: () => '' },
      '+355690000001',
    );
    expect(forms.first()).toMatchObject({ CallStatus: 'ringing', ConnectionId: DEMO_APPLICATION.connectionId });
    expect(Object.keys(forms.keys('1', ''))).toEqual([
      'AccountSid',
      'CallSid',
      'CallSidLegacy',
      'From',
      'To',
      'Digits',
    ]);
    expect(forms.keys('', '')).not.toHaveProperty('Digits');
  });
});
