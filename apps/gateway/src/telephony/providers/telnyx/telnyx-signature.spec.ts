import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TelnyxWebhook } from 'telnyx/lib/webhooks';
import { isFresh, isSigned, publicKeyOf } from './telnyx-signature.js';

interface Vector {
  name: string;
  headers: Record<string, string>;
  body: string;
  publicKey: string;
  verifyAt: number;
  valid: boolean;
}

const { vectors } = JSON.parse(
  readFileSync(new URL('./__fixtures__/signature-vectors.json', import.meta.url), 'utf8'),
) as { vectors: Vector[] };

/** What the guard does with the headers and the bytes. */
function accepts({ headers, body, publicKey, verifyAt }: Vector): boolean {
  const given = new Headers(headers);
  const [signature, timestamp] = [given.get('telnyx-signature-ed25519'), given.get('telnyx-timestamp')];
  if (signature === null || timestamp === null || !isFresh(timestamp, verifyAt * 1_000)) return false;
  return isSigned({ timestamp, body: Buffer.from(body), signature }, [publicKeyOf(publicKey)]);
}

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const KEY = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');
const keys = [publicKeyOf(KEY)];
const signed = (timestamp: string, body: string) =>
  sign(null, Buffer.from(`${timestamp}|${body}`), privateKey).toString('base64');

describe('Telnyx signatures', () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))('S19: %s', (_name, vector) => {
    expect(accepts(vector)).toBe(vector.valid);
  });

  it('agrees with the SDK of Telnyx on what is signed', async () => {
    const sdk = new TelnyxWebhook(KEY);
    const timestamp = String(Math.floor(Date.now() / 1_000));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.boolean(), async (body, isRight) => {
        const signature = signed(timestamp, isRight ? body : `${body}x`);
        const headers = { 'telnyx-signature-ed25519': signature, 'telnyx-timestamp': timestamp };
        const bySdk = await sdk.verify(body, headers).then(
          () => true,
          () => false,
        );
        expect(isSigned({ timestamp, body: Buffer.from(body), signature }, keys)).toBe(bySdk);
        expect(bySdk).toBe(isRight);
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it('accepts either of two keys while they are changed', () => {
    const older = publicKeyOf(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '');
    const request = {
      timestamp: '1767225600',
      body: Buffer.from('Digits=1'),
      signature: signed('1767225600', 'Digits=1'),
    };
    expect(isSigned(request, [older, ...keys])).toBe(true);
    expect(isSigned(request, [older])).toBe(false);
    expect(isSigned(request, [])).toBe(false);
  });

  it('F32: refuses truncated, lengthened, re-cased and re-encoded signatures', () => {
    const right = signed('1767225600', 'Digits=1');
    const last = right.at(-3) ?? '';
    // The last letter carries four bits that no byte uses: another letter decodes to the same bytes.
    const twin = String.fromCharCode(last.charCodeAt(0) + 1);
    const wrong = [
      ...[
        '',
        right.slice(0, -1),
        right.slice(0, -2),
        `${right}=`,
        right.toLowerCase(),
        `${right.slice(0, -3)}${twin}==`,
      ],
      ...[encodeURIComponent(right), Buffer.from(right, 'base64').toString('hex')],
      ...[Buffer.from(right, 'base64').toString('base64url'), Buffer.alloc(64).toString('base64')],
    ];
    for (const signature of wrong)
      expect(isSigned({ timestamp: '1767225600', body: Buffer.from('Digits=1'), signature }, keys)).toBe(false);
  });

  it.each([
    ['1767225600', 1_767_225_600_000, true],
    ['1767225600', 1_767_225_900_999, true],
    ['1767225600', 1_767_225_901_000, false],
    ['1767225600', 1_767_225_299_999, false],
    ['1767225600.0', 1_767_225_600_000, false],
    ['-1767225600', 1_767_225_600_000, false],
    ['', 0, false],
  ])('S21: the time %s at %d is fresh: %s', (timestamp, now, fresh) => {
    expect(isFresh(timestamp, now)).toBe(fresh);
  });
});
