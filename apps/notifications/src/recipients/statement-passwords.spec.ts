import { describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { PasswordDoesNotOpen, StatementPasswords } from './statement-passwords.js';

const passwords = new StatementPasswords(randomBytes(32));
const client = randomUUID();

describe('a statement password at rest', () => {
  it('comes back for its client', () => {
    expect(passwords.decrypt(passwords.encrypt('Dallëndyshe-24-Mal', client), client)).toBe('Dallëndyshe-24-Mal');
  });

  it('is not in what is stored, and never stored twice alike', () => {
    const [one, other] = [
      passwords.encrypt('Dallëndyshe-24-Mal', client),
      passwords.encrypt('Dallëndyshe-24-Mal', client),
    ];
    expect(one.includes('ndyshe')).toBe(false);
    expect(one.equals(other)).toBe(false);
  });

  it('does not open in another client’s row, nor with another key', () => {
    const stored = passwords.encrypt('Dallëndyshe-24-Mal', client);
    expect(() => passwords.decrypt(stored, randomUUID())).toThrow(PasswordDoesNotOpen);
    expect(() => new StatementPasswords(randomBytes(32)).decrypt(stored, client)).toThrow(PasswordDoesNotOpen);
  });

  it('does not open when a bit of it was changed, or a part of it is gone', () => {
    const stored = passwords.encrypt('Dallëndyshe-24-Mal', client);
    for (let at = 0; at < stored.length; at++) {
      const altered = Buffer.from(stored);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(() => passwords.decrypt(altered, client)).toThrow(PasswordDoesNotOpen);
    }
    for (let length = 0; length < stored.length; length++)
      expect(() => passwords.decrypt(stored.subarray(0, length), client)).toThrow(PasswordDoesNotOpen);
  });
});
