import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import twilio from 'twilio';
import { isSigned, signatureOf } from '../../say-gather-dial/form-signature.js';
import { WebhookForm } from '../../webhook-form.js';
import { signedText } from './twilio-signature.js';

interface Vector {
  name: string;
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

/** What the guard does with the bytes: only forms, and a request without a body as one without parameters. */
function accepts({ url, headers, body, signature, secret = '' }: Vector): boolean {
  const isForm = (headers['Content-Type'] ?? 'application/x-www-form-urlencoded').startsWith(
    'application/x-www-form-urlencoded',
  );
  const form = WebhookForm.read(Buffer.from(body));
  if (!isForm || !form || signature === null) return false;
  return isSigned({ url, text: signedText(form), signature }, [secret]);
}

describe('Twilio signatures', () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))('S19: %s', (_name, vector) => {
    expect(accepts(vector)).toBe(vector.valid);
  });

  it('agrees with the SDK of Twilio on what it signs', () => {
    const name = fc.stringMatching(/^[A-Za-z]{1,8}$/);
    const value = fc.string({ unit: 'grapheme', maxLength: 20 });
    const url = 'https://bank.example/telephony/twilio/call';
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 8 }), (parameters) => {
        const body = Object.entries(parameters)
          .map(([key, text]) => `${encodeURIComponent(key)}=${encodeURIComponent(text)}`)
          .join('&');
        const signature = twilio.getExpectedTwilioSignature('token', url, parameters);
        const form = WebhookForm.read(Buffer.from(body));
        expect(form && isSigned({ url, text: signedText(form), signature }, ['token'])).toBe(true);
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  it('accepts either of two tokens while they are changed', () => {
    const request = { url: 'https://bank.example/x', text: 'CallSidCA1' };
    const signature = signatureOf(request.url, request.text, 'new');
    expect(isSigned({ ...request, signature }, ['old', 'new'])).toBe(true);
    expect(isSigned({ ...request, signature }, ['old'])).toBe(false);
    expect(isSigned({ ...request, signature }, [])).toBe(false);
  });

  it('F32: refuses truncated, lengthened, re-cased and re-encoded signatures', () => {
    const request = { url: 'https://bank.example/x', text: 'CallSidCA1' };
    const signature = signatureOf(request.url, request.text, 'token');
    const last = signature.at(-2) ?? '';
    // The last letter carries two bits that no byte uses: another letter decodes to the same bytes.
    const twin = String.fromCharCode(last.charCodeAt(0) + 1);
    const wrong = [
      '',
      signature.slice(0, -1),
      `${signature}=`,
      signature.toLowerCase(),
      signature.toUpperCase(),
      `${signature.slice(0, -2)}${twin}=`,
      encodeURIComponent(signature),
      Buffer.from(signature, 'base64').toString('hex'),
    ];
    for (const given of wrong) expect(isSigned({ ...request, signature: given }, ['token'])).toBe(false);
  });
});

describe('a form of Twilio', () => {
  const read = (body: string) => WebhookForm.read(Buffer.from(body));

  it('decodes names and values', () => {
    expect(read('A=1+2&B=%C3%87&C=')?.parameters).toEqual([
      ['A', '1 2'],
      ['B', 'Ç'],
      ['C', ''],
    ]);
    expect(read('')?.parameters).toEqual([]);
  });

  it.each([
    ['an escape in lower case', 'A=%2b'],
    ['half an escape', 'A=%2'],
    ['bytes that are no UTF-8', 'A=%FF'],
    ['a raw byte above ASCII', 'A=é'],
    ['a space', 'A=1 2'],
    ['a name without a value', 'A'],
    ['a value without a name', '=1'],
    ['an empty field', 'A=1&&B=2'],
    ['a line end', 'A=1\n'],
    ['too many parameters', Array.from({ length: 201 }, (_, index) => `A${index}=1`).join('&')],
  ])('F33: refuses %s', (_what, body) => {
    expect(read(body)).toBeUndefined();
  });
});
