import { describe, expect, it } from '@jest/globals';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { boxKeyPair, Opener, Sealer, SealRefused } from './seal.js';

const now = new Date('2026-11-22T12:00:00Z');
const auth = boxKeyPair(randomBytes(32));
const gateway = boxKeyPair(randomBytes(32));
const stranger = boxKeyPair(randomBytes(32));
const recipient = { keyId: 'seal-1', publicKey: auth.publicKey };
const sealer = new Sealer(recipient, gateway.secretKey);
const opener = new Opener([{ keyId: 'seal-1', ...auth }], [gateway.publicKey]);
const context = { kind: 'pan', callId: randomUUID(), step: 3, now } as const;
const opening = { ...context, maxAgeMs: 30_000 };

describe('S6: a secret between services is sealed for auth alone', () => {
  it('opens for auth, in its own call, once sealed', () => {
    expect(opener.open(sealer.seal('4111111111111111', context), opening)).toEqual({
      secret: '4111111111111111',
      step: 3,
      sealedAt: now.getTime(),
    });
  });

  it('does not contain what it seals, in any common writing', () => {
    const sealed = sealer.seal('4111111111111111', context);
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('4111111111111111');
  });

  it("is not opened by the sender's own key", () => {
    const asGateway = new Opener([{ keyId: 'seal-1', ...gateway }], [gateway.publicKey]);
    const withAuthsPublicKey = new Opener(
      [{ keyId: 'seal-1', publicKey: auth.publicKey, secretKey: gateway.secretKey }],
      [gateway.publicKey],
    );
    const sealed = sealer.seal('4826', context);
    expect(() => asGateway.open(sealed, opening)).toThrow(SealRefused);
    expect(() => withAuthsPublicKey.open(sealed, opening)).toThrow(SealRefused);
  });

  it('is refused from an unknown sender', () => {
    const forged = new Sealer(recipient, stranger.secretKey).seal('4826', context);
    expect(() => opener.open(forged, opening)).toThrow(SealRefused);
  });

  it.each([
    ['another call', { ...opening, callId: randomUUID() }],
    ['another kind', { ...opening, kind: 'pin' as const }],
    ['31 seconds later', { ...opening, now: new Date(now.getTime() + 30_001) }],
    ['a time before it was sealed', { ...opening, now: new Date(now.getTime() - 5_001) }],
  ])('is refused in %s', (_, wrong) => {
    expect(() => opener.open(sealer.seal('4826', context), wrong)).toThrow(SealRefused);
  });

  it('opens with the older of two keys while they rotate', () => {
    const newer = boxKeyPair(randomBytes(32));
    const rotating = new Opener(
      [
        { keyId: 'seal-2', ...newer },
        { keyId: 'seal-1', ...auth },
      ],
      [gateway.publicKey],
    );
    expect(rotating.open(sealer.seal('4826', context), opening).secret).toBe('4826');
  });

  it('0 of 2,000 altered seals open', () => {
    const sealed = Buffer.from(sealer.seal('4826', context), 'base64');
    let opened = 0;
    for (let i = 0; i < 2_000; i++) {
      const altered = Buffer.from(sealed);
      const at = randomInt(altered.length);
      altered[at] = (altered[at] ?? 0) ^ (1 << randomInt(8));
      try {
        opener.open(altered.toString('base64'), opening);
        opened++;
      } catch (error) {
        expect(error).toBeInstanceOf(SealRefused);
      }
    }
    expect(opened).toBe(0);
  });

  it.each(['', 'AAAA', 'not base64 at all', 'A'.repeat(2_000)])('refuses %j', (text) => {
    expect(() => opener.open(text, opening)).toThrow(SealRefused);
  });
});
