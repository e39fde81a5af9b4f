import { describe, expect, it } from '@jest/globals';
import { verifySignature } from '@vonage/jwt';
import fc from 'fast-check';
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { claimsOf, isFresh } from './vonage-signature.js';

interface Vector {
  name: string;
  headers: Record<string, string>;
  body: string;
  secret: string;
  apiKey: string;
  applicationId: string;
  /** Seconds since 1970. */
  verifyAt: number;
  /** As sent; null for none. */
  signature: string | null;
  jwtValidPerSdk: boolean;
  valid: boolean;
}

const { vectors } = JSON.parse(
  readFileSync(new URL('./__fixtures__/signature-vectors.json', import.meta.url), 'utf8'),
) as { vectors: Vector[] };

/** What the guard does, in its order. */
function accepts({ headers, body, secret, apiKey, applicationId, verifyAt }: Vector): boolean {
  const claims = claimsOf(headers['Authorization'] ?? '', Buffer.from(body), [secret]);
  if (claims?.api_key !== apiKey || claims.application_id !== applicationId) return false;
  return isFresh(claims, verifyAt);
}

const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
const hashOf = (body: string) => createHash('sha256').update(body).digest('hex');

function tokenOf(body: string, secret: string, more: { header?: object; claims?: object } = {}): string {
  const claims = { iat: 1_000, jti: 'x', iss: 'Vonage', api_key: 'k', application_id: 'a', payload_hash: hashOf(body) };
  const text = `${part({ alg: 'HS256', typ: 'JWT', ...more.header })}.${part({ ...claims, ...more.claims })}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

describe('tokens of Vonage', () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))('S19: %s', (_name, vector) => {
    expect(accepts(vector)).toBe(vector.valid);
  });

  it.each(vectors.filter(({ signature }) => signature !== null).map((vector) => [vector.name, vector] as const))(
    'the official package, which looks at signature and end alone, says of %s what is written there',
    (_name, { headers, secret, jwtValidPerSdk }) => {
      expect(verifySignature(headers['Authorization']?.replace(/^Bearer /i, '') ?? '', secret)).toBe(jwtValidPerSdk);
    },
  );

  it('the official package accepts the tokens that are accepted here, for any body and secret', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 8, unit: 'grapheme' }), (body, secret) => {
        const token = tokenOf(body, secret);
        expect(verifySignature(token, secret)).toBe(true);
        expect(claimsOf(`Bearer ${token}`, Buffer.from(body), [secret])).toMatchObject({ iat: 1_000 });
        expect(claimsOf(`Bearer ${token}`, Buffer.from(`${body}.`), [secret])).toBeUndefined();
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it('accepts either of two secrets while they are changed, and any spelling of the word Bearer', () => {
    const body = Buffer.from('{}');
    const token = tokenOf('{}', 'new-secret');
    expect(claimsOf(`bearer ${token}`, body, ['old-secret', 'new-secret'])).toBeDefined();
    expect(claimsOf(`Bearer ${token}`, body, ['old-secret'])).toBeUndefined();
    expect(claimsOf(`Bearer ${token}`, body, [])).toBeUndefined();
  });

  it.each([
    ['another algorithm', { header: { alg: 'HS512' } }],
    ['no algorithm', { header: { alg: 'none' } }],
    ['another issuer', { claims: { iss: 'vonage' } }],
    ['no hash', { claims: { payload_hash: undefined } }],
    ['a hash in capitals', { claims: { payload_hash: hashOf('{}').toUpperCase() } }],
    ['a time that is no number', { claims: { iat: 'now' } }],
    ['no id', { claims: { jti: '' } }],
  ])('F32: refuses %s, although it is signed', (_what, more) => {
    expect(claimsOf(`Bearer ${tokenOf('{}', 'the-secret', more)}`, Buffer.from('{}'), ['the-secret'])).toBeUndefined();
  });

  it('F32: refuses every other spelling of a token', () => {
    const token = tokenOf('{}', 'the-secret');
    const last = token.at(-1) ?? '';
    // The last letter carries two bits that no byte uses: another letter decodes to the same bytes.
    const twin = String.fromCharCode(last.charCodeAt(0) + 1);
    for (const given of [
      token,
      `Basic ${token}`,
      `Bearer ${token}=`,
      `Bearer ${token}.`,
      `Bearer ${token.slice(0, -1)}`,
      `Bearer ${token.slice(0, -1)}${twin}`,
      `Bearer ${token.toUpperCase()}`,
      `Bearer ${token.replace(/\.[^.]+$/, '.')}`,
      'Bearer ..',
    ])
      expect(claimsOf(given, Buffer.from('{}'), ['the-secret'])).toBeUndefined();
  });

  it('F34: is fresh for 300 s either way, and no longer than it says', () => {
    const claims = { iat: 1_000, jti: 'x', iss: 'Vonage', payload_hash: '', api_key: '', application_id: '' } as const;
    const times = [699, 700, 1_000, 1_300, 1_301];
    expect(times.map((now) => isFresh(claims, now))).toEqual([false, true, true, true, false]);
    expect(times.map((now) => isFresh({ ...claims, exp: 1_300 }, now))).toEqual([false, true, true, false, false]);
    expect(times.map((now) => isFresh({ ...claims, nbf: 1_000 }, now))).toEqual([false, false, true, true, false]);
  });
});
