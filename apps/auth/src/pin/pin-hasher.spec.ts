import { describe, expect, it } from '@jest/globals';
import { compare, hash } from 'bcrypt';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { PinHasher } from './pin-hasher.js';

const peppers = new Map([[1, randomBytes(32)]]);
const hasher = new PinHasher(peppers, 10);
const cardId = randomUUID();

describe('S2: a PIN can be checked, never read', () => {
  it('verifies the PIN and none of its neighbours', async () => {
    const hashed = await hasher.hash(cardId, '4826');
    expect(await hasher.matches(cardId, '4826', hashed)).toBe(true);
    for (const neighbour of ['4825', '4827', '4836', '4816', '5826', '0482', '826', '48260', '']) {
      expect(await hasher.matches(cardId, neighbour, hashed)).toBe(false);
    }
  });

  it('makes different rows of the same PIN on two cards, and on one card twice', async () => {
    const rows = [
      await hasher.hash(cardId, '4826'),
      await hasher.hash(cardId, '4826'),
      await hasher.hash(randomUUID(), '4826'),
    ];
    expect(new Set(rows.map(({ verifier }) => verifier)).size).toBe(3);
  });

  it('refuses a row copied to another card', async () => {
    const hashed = await hasher.hash(cardId, '4826');
    expect(await hasher.matches(randomUUID(), '4826', hashed)).toBe(false);
  });

  it('is worth nothing without the pepper: a thief’s guesses at a stolen row fail, the right PIN among them', async () => {
    const hashed = await hasher.hash(cardId, '4826');
    const thief = new PinHasher(new Map([[1, randomBytes(32)]]), 10);
    expect(await thief.matches(cardId, '4826', hashed)).toBe(false);
    const plain = ['4826', `pin${cardId}4826`, createHmac('sha384', '').update(`pin${cardId}4826`).digest('base64')];
    for (const guess of plain) expect(await compare(guess, hashed.verifier)).toBe(false);
  });

  it('gives bcrypt 64 characters: nothing of the PIN is beyond the 72 it reads', async () => {
    const prehash = createHmac('sha384', peppers.get(1)!).update(`pin${cardId}4826`).digest('base64');
    expect(prehash).toHaveLength(64);
    expect(await compare(prehash, (await hasher.hash(cardId, '4826')).verifier)).toBe(true);
    expect(
      await hasher.matches(cardId, '4826', {
        ...(await hasher.hash(cardId, '4826')),
        verifier: await hash(prehash, 10),
      }),
    ).toBe(true);
  });

  it('keeps checking rows of an older pepper, and knows that they are old', async () => {
    const old = await hasher.hash(cardId, '4826');
    const newer = new PinHasher(new Map([...peppers, [2, randomBytes(32)]]), 10);
    expect(await newer.matches(cardId, '4826', old)).toBe(true);
    expect(newer.isOld(old)).toBe(true);
    expect(newer.isOld(await newer.hash(cardId, '4826'))).toBe(false);
    expect((await newer.hash(cardId, '4826')).pepperVersion).toBe(2);
    expect(new PinHasher(peppers, 11).isOld(old)).toBe(true);
  });

  it('does not guess at what it cannot check', async () => {
    const hashed = await hasher.hash(cardId, '4826');
    await expect(hasher.matches(cardId, '4826', { ...hashed, pepperVersion: 7 })).rejects.toThrow('pepper');
    await expect(hasher.matches(cardId, '4826', { ...hashed, algorithm: 'md5' })).rejects.toThrow('algorithm');
  });
});
