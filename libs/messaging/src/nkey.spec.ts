import { describe, expect, it } from '@jest/globals';
import { createUser, fromSeed } from '@nats-io/nkeys';
import { nkeyAuthenticator } from '@nats-io/transport-node';
import { isPublicKey, newSeed, nkeyLogin, publicKeyOf } from './nkey.js';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('an nkey', () => {
  it('is the same to NATS’ own library', () => {
    for (let i = 0; i < 20; i++) {
      const theirs = createUser();
      expect(publicKeyOf(text(theirs.getSeed()))).toBe(theirs.getPublicKey());
      const ours = newSeed();
      expect(publicKeyOf(ours)).toBe(fromSeed(new TextEncoder().encode(ours)).getPublicKey());
      expect([isPublicKey(publicKeyOf(ours)), isPublicKey(ours)]).toEqual([true, false]);
    }
  });

  it('signs what the server asks as NATS’ own library does', () => {
    const seed = newSeed();
    const theirs = nkeyAuthenticator(new TextEncoder().encode(seed));
    for (const nonce of ['aGVsbG8gYmFuaw', 'x', '']) expect(nkeyLogin(seed)(nonce)).toEqual(theirs(nonce));
  });

  it('with one letter changed is none', () => {
    const seed = newSeed();
    const key = publicKeyOf(seed);
    for (let at = 0; at < key.length; at++) {
      const changed = (of: string) => `${of.slice(0, at)}${of[at] === 'A' ? 'B' : 'A'}${of.slice(at + 1)}`;
      expect([at, isPublicKey(changed(key))]).toEqual([at, false]);
      expect(() => publicKeyOf(changed(seed))).toThrow('not an nkey of a user');
    }
    for (const wrong of ['', 'U', `${key}A`, key.toLowerCase(), ` ${key}`]) expect(isPublicKey(wrong)).toBe(false);
  });
});
