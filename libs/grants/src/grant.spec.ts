import { describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { publicHalf, signingKey } from '#libs/signing';
import { type GrantClaims, GrantRefused, GrantSigner, GrantVerifier } from './grant.js';

const secret = randomBytes(32);
const signer = new GrantSigner(secret);
const verifier = new GrantVerifier(publicHalf(signingKey(secret)));
const now = new Date('2026-11-22T12:00:00Z');
const later = new Date('2026-11-22T12:20:00Z');
const claims: GrantClaims = {
  callId: randomUUID(),
  clientId: randomUUID(),
  level: 'debit_card',
  items: ['A1', 'A2', 'A3'],
};
const wanted = { callId: claims.callId, anyOf: ['A2'], now } as const;

describe('S18: data services believe a grant and nothing else', () => {
  it('opens the items it names, for its call', async () => {
    expect(await verifier.verify(await signer.sign(claims, now, later), wanted)).toEqual(claims);
  });

  it.each([
    ['another call', { ...wanted, callId: randomUUID() }],
    ['an item it does not name', { ...wanted, anyOf: ['C1'] as const }],
    ['a moment after its end', { ...wanted, now: new Date(later.getTime() + 1_000) }],
  ])('is refused for %s', async (_, wrong) => {
    await expect(verifier.verify(await signer.sign(claims, now, later), wrong)).rejects.toThrow(GrantRefused);
  });

  it('is refused when signed by another key', async () => {
    const forged = await new GrantSigner(randomBytes(32)).sign(claims, now, later);
    await expect(verifier.verify(forged, wanted)).rejects.toThrow(GrantRefused);
  });

  it('is refused with a raised level or items pasted in', async () => {
    const [header, , signature] = (await signer.sign(claims, now, later)).split('.');
    const raised = Buffer.from(JSON.stringify({ ...claims, level: 'credit_card', items: ['C1'] })).toString(
      'base64url',
    );
    await expect(verifier.verify(`${header!}.${raised}.${signature!}`, { ...wanted, anyOf: ['C1'] })).rejects.toThrow(
      GrantRefused,
    );
  });

  it.each(['', 'x', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.'])('refuses %j', async (text) => {
    await expect(verifier.verify(text, wanted)).rejects.toThrow(GrantRefused);
  });
});
