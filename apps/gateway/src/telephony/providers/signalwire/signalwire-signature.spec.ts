import { describe, expect, it } from '@jest/globals';
import { RestClient } from '@signalwire/compatibility-api';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { isSigned, signatureOf } from '../../say-gather-dial/form-signature.js';
import { WebhookForm } from '../../webhook-form.js';
import { isJsonSigned, signedText } from './signalwire-signature.js';

interface Vector {
  name: string;
  scheme: 'compat' | 'relay-json';
  url: string;
  headers: Record<string, string>;
  body: string;
  secret?: string;
  signature: string | null;
  valid: boolean;
}

const { vectors } = JSON.parse(
  readFileSync(new URL('./__fixtures__/signature-vectors.json', import.meta.url), 'utf8'),
) as { vectors: Vector[] };

/** What the guard does with the bytes, by the way of signing that belongs to the address. */
function accepts({ scheme, url, body, signature, secret = '' }: Vector): boolean {
  if (signature === null) return false;
  if (scheme === 'relay-json') return isJsonSigned({ url, body: Buffer.from(body), signature }, [secret]);
  const form = WebhookForm.read(Buffer.from(body));
  return form !== undefined && isSigned({ url, text: signedText(form), signature }, [secret]);
}

describe('SignalWire signatures', () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))('S19: %s', (_name, vector) => {
    expect(accepts(vector)).toBe(vector.valid);
  });

  it('agrees with the SDK of SignalWire on what is signed', () => {
    const name = fc.stringMatching(/^[A-Za-z]{1,8}$/);
    const value = fc.string({ unit: 'grapheme', maxLength: 20 });
    const url = 'https://bank.example/telephony/signalwire/call';
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 8 }), fc.boolean(), (parameters, isRight) => {
        const body = Object.entries(parameters)
          .map(([key, text]) => `${encodeURIComponent(key)}=${encodeURIComponent(text)}`)
          .join('&');
        const form = WebhookForm.read(Buffer.from(body));
        const text = form ? signedText(form) : '';
        const signature = signatureOf(url, isRight ? text : `${text}x`, 'key');
        expect(isSigned({ url, text, signature }, ['key'])).toBe(isRight);
        expect(RestClient.validateRequest('key', signature, url, parameters)).toBe(isRight);
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  it('F32: the signature of one way is none of the other', () => {
    const url = 'https://bank.example/telephony/signalwire/status';
    const hex = Buffer.from(signatureOf(url, '{}', 'key'), 'base64').toString('hex');
    expect(isJsonSigned({ url, body: Buffer.from('{}'), signature: hex }, ['key'])).toBe(true);
    expect(isSigned({ url, text: '{}', signature: hex }, ['key'])).toBe(false);
    for (const signature of [signatureOf(url, '{}', 'key'), hex.toUpperCase(), hex.slice(1), `${hex}0`, ''])
      expect(isJsonSigned({ url, body: Buffer.from('{}'), signature }, ['key'])).toBe(false);
  });
});
