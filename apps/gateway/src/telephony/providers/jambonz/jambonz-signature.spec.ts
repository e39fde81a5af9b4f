import { describe, expect, it } from '@jest/globals';
import jambonz from '@jambonz/node-client';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { isSigned, readSignature, signatureOf } from './jambonz-signature.js';

interface Vector {
  name: string;
  secret: string;
  header: string;
  body: string;
  valid: boolean;
}

const { vectors } = JSON.parse(
  readFileSync(new URL('./__fixtures__/signature-vectors.json', import.meta.url), 'utf8'),
) as { vectors: Vector[] };

function accepts({ header, body, secret }: Omit<Vector, 'name' | 'valid'>): boolean {
  const signature = readSignature(header);
  return signature !== undefined && isSigned(Buffer.from(body), signature, [secret]);
}

/** The check of the official package, as its middleware. */
function sdkAccepts(header: string, body: string, secret: string): boolean {
  const request = { get: () => header, url: '/hook', body: Buffer.from(body) };
  try {
    let passed = false;
    jambonz.WebhookResponse.verifyJambonzSignature(secret)(request, {}, () => (passed = true));
    return passed;
  } catch {
    return false;
  }
}

describe('signatures of jambonz', () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))('S19: %s', (_name, vector) => {
    expect(accepts(vector)).toBe(vector.valid);
  });

  it('the official package accepts what we sign, for any body', () => {
    const now = Math.floor(Date.now() / 1_000);
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }), (value, secret) => {
        const body = JSON.stringify(value);
        const header = `t=${now},v1=${signatureOf(Buffer.from(body), now, secret)}`;
        expect([sdkAccepts(header, body, secret), accepts({ header, body, secret })]).toEqual([true, true]);
        expect([sdkAccepts(header, `${body} `, secret), accepts({ header, body: `${body} `, secret })]).toEqual([
          false,
          false,
        ]);
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  it('accepts any of several signatures, and any of several secrets, while one is being changed', () => {
    const body = Buffer.from('{}');
    const [older, newer] = [signatureOf(body, 5, 'old-secret'), signatureOf(body, 5, 'new-secret')];
    const both = readSignature(`t=5,v1=${older},v1=${newer}`);
    expect(both).toEqual({ signedAt: 5, signatures: [older, newer] });
    expect(both && isSigned(body, both, ['new-secret'])).toBe(true);
    const one = { signedAt: 5, signatures: [newer] };
    expect(isSigned(body, one, ['old-secret', 'new-secret'])).toBe(true);
    expect(isSigned(body, one, ['old-secret'])).toBe(false);
    expect(isSigned(body, one, [])).toBe(false);
  });

  it('F32: reads no other spelling of the header', () => {
    const hex = 'a'.repeat(64);
    for (const header of [
      '',
      `t=5`,
      `v1=${hex}`,
      `v1=${hex},t=5`,
      `t=5, v1=${hex}`,
      `t=5,v1=${hex.toUpperCase()}`,
      `t=5,v1=${hex.slice(1)}`,
      `t=5,v1=${hex}a`,
      `t=-5,v1=${hex}`,
      `t=5.5,v1=${hex}`,
      `t=5,t=6,v1=${hex}`,
      `t=5,v0=${hex}`,
      `t=5${`,v1=${hex}`.repeat(9)}`,
      `t=5,v1=${hex}\n`,
    ])
      expect(readSignature(header)).toBeUndefined();
  });
});
