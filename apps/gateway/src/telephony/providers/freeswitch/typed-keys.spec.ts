import { describe, expect, it } from '@jest/globals';
import { TypedKeys } from './typed-keys.js';

const TOKEN = 'AAAAAAAAAAAAAAAAAAAAAA';
const keys = new TypedKeys(['a password of FreeSWITCH', 'the one before']);

describe('the keys of an entry under way', () => {
  it('come back as they were, and the same keys as the same text (P9)', () => {
    for (const typed of ['', '1', '411111111111111']) expect(keys.open(keys.seal(typed, TOKEN), TOKEN)).toBe(typed);
    expect(keys.seal('4111', TOKEN)).toBe(keys.seal('4111', TOKEN));
  });

  it('P1: are not to be seen, nor how many there are', () => {
    const sealed = ['1', '4111', '411111111111111'].map((typed) => keys.seal(typed, TOKEN));
    expect(new Set(sealed.map(({ length }) => length)).size).toBe(1);
    for (const text of sealed) expect(Buffer.from(text, 'base64url').toString('latin1')).not.toContain('4111');
  });

  it('are nothing in another step, altered in any bit, cut off, or sealed with another password', () => {
    const sealed = keys.seal('4111', TOKEN);
    expect(keys.open(sealed, TOKEN.replace('A', 'B'))).toBe('');
    const bytes = Buffer.from(sealed, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(keys.open(altered.toString('base64url'), TOKEN)).toBe('');
    }
    for (const text of ['', 'x', sealed.slice(0, -4), `${sealed}AAAA`]) expect(keys.open(text, TOKEN)).toBe('');
    expect(new TypedKeys(['another password']).open(sealed, TOKEN)).toBe('');
  });

  it('are opened with the password before, while it is being changed', () => {
    expect(keys.open(new TypedKeys(['the one before']).seal('4111', TOKEN), TOKEN)).toBe('4111');
  });
});
