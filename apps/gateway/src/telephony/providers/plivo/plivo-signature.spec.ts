import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { validateV3Signature } from 'plivo';
import { WebhookForm } from '../../webhook-form.js';
import { isSigned, signatureOf, signedText } from './plivo-signature.js';

interface Vector {
  name: string;
  scheme: 'v2' | 'v3';
  method: string;
  url: string;
  body: string;
  secret?: string;
  nonce?: string;
  signature: string | null;
  valid: boolean;
}

const { vectors } = JSON.parse(
  readFileSync(new URL('./__fixtures__/signature-vectors.json', import.meta.url), 'utf8'),
) as { vectors: Vector[] };

/** What the guard does: version 3 alone, POST alone, and no query, as none of our addresses has one. */
function accepts({ url, body, nonce = '', signature, secret = '' }: Vector): boolean {
  const form = WebhookForm.read(Buffer.from(body));
  if (!form || signature === null || url.includes('?')) return false;
  return isSigned({ url, text: signedText(form), nonce, signature }, [secret]);
}

/** Right, but of a kind that never comes to our addresses. */
const NEVER_OURS = ({ scheme, method, url }: Vector) => scheme === 'v2' || method !== 'POST' || url.includes('?');

describe('Plivo signatures', () => {
  const [ours, others] = [vectors.filter((vector) => !NEVER_OURS(vector)), vectors.filter(NEVER_OURS)];

  it.each(ours.map((vector) => [vector.name, vector] as const))('S19: %s', (_name, vector) => {
    expect(accepts(vector)).toBe(vector.valid);
  });

  it.each(
    others
      .filter(({ scheme, method }) => scheme === 'v2' || method === 'POST')
      .map((vector) => [vector.name, vector] as const),
  )('S19: %s is none that we take', (_name, vector) => {
    expect(accepts(vector)).toBe(false);
  });

  it('agrees with the SDK of Plivo on what is signed', () => {
    const name = fc.stringMatching(/^[A-Za-z]{1,8}$/);
    const value = fc.string({ unit: 'grapheme', maxLength: 20 });
    const url = 'https://bank.example:8443/telephony/plivo/call';
    const nonce = '05429567804466091622';
    fc.assert(
      fc.property(fc.dictionary(name, value, { minKeys: 1, maxKeys: 8 }), fc.boolean(), (parameters, isRight) => {
        const body = Object.entries(parameters)
          .map(([key, text]) => `${encodeURIComponent(key)}=${encodeURIComponent(text)}`)
          .join('&');
        const form = WebhookForm.read(Buffer.from(body));
        const text = form ? signedText(form) : '';
        const signature = signatureOf(url, isRight ? text : `${text}x`, nonce, 'token');
        expect(isSigned({ url, text, nonce, signature }, ['token'])).toBe(isRight);
        expect(validateV3Signature('POST', url, nonce, 'token', signature, parameters)).toBe(isRight);
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  it('accepts one of several signatures, and either of two tokens while they are changed', () => {
    const [url, nonce] = ['https://bank.example/x', '05429567804466091622'];
    const right = signatureOf(url, 'Digits1', nonce, 'new');
    const request = { url, text: 'Digits1', nonce, signature: `${'A'.repeat(43)}=,${right}` };
    expect(isSigned(request, ['old', 'new'])).toBe(true);
    expect(isSigned(request, ['old'])).toBe(false);
    expect(isSigned({ ...request, signature: Array(5).fill(right).join(',') }, ['new'])).toBe(false);
  });

  it('F32: refuses truncated, lengthened and re-cased signatures, and a nonce with a dot', () => {
    const [url, nonce] = ['https://bank.example/x', '05429567804466091622'];
    const right = signatureOf(url, 'Digits1', nonce, 'token');
    for (const signature of ['', right.slice(0, -1), `${right}=`, right.toLowerCase(), encodeURIComponent(right)])
      expect(isSigned({ url, text: 'Digits1', nonce, signature }, ['token'])).toBe(false);
    const shifted = signatureOf(url, 'BillRate0.0085Digits1', nonce, 'token');
    const request = { url, text: 'BillRate0', nonce: `0085Digits1.${nonce}`, signature: shifted };
    expect(isSigned(request, ['token'])).toBe(false);
  });
});
