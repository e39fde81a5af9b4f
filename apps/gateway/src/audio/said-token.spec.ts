import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { type SaidPart, SaidTokens } from './said-token.js';

const MINUTES_10 = 600_000;
const key = randomBytes(32);
const balance: SaidPart = {
  part: { prompt: 'accounts.balance.available', value: { kind: 'amount', minor: '-15050', currency: 'ALL' } },
  language: 'sq',
};

function tokensAt(clock: { now: number }, ownKey = key) {
  return new SaidTokens(ownKey, MINUTES_10, () => clock.now);
}

describe('addresses of sentences with a client’s data', () => {
  it('any instance with the key understands them', () => {
    const clock = { now: 1_790_000_000_000 };
    expect(tokensAt(clock).open(tokensAt(clock).seal(balance))).toEqual(balance);
  });

  it('S8: nothing of the value can be read from one, and no two are alike', () => {
    const tokens = tokensAt({ now: 0 });
    const token = tokens.seal(balance);
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toMatch(/15050|ALL|balance/);
    expect(new Set(Array.from({ length: 1_000 }, () => tokens.seal(balance))).size).toBe(1_000);
  });

  it('one fits an address with room to spare and needs no escaping', () => {
    const token = tokensAt({ now: 0 }).seal(balance);
    expect(token).toMatch(/^[\w-]+$/);
    expect(token.length).toBeLessThan(300);
  });

  it('each ends after its minutes, to the millisecond', () => {
    const clock = { now: 1_790_000_000_000 };
    const token = tokensAt(clock).seal(balance);
    clock.now += MINUTES_10 - 1;
    expect(tokensAt(clock).open(token)).toEqual(balance);
    clock.now += 1;
    expect(tokensAt(clock).open(token)).toBeUndefined();
  });

  it('S23: with any character changed, left out or added it is nothing', () => {
    const tokens = tokensAt({ now: 0 });
    const token = tokens.seal(balance);
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(tokens.open(token.slice(0, at) + other + token.slice(at + 1))).toBeUndefined();
      expect(tokens.open(token.slice(0, at) + token.slice(at + 1))).toBeUndefined();
      expect(tokens.open(token.slice(0, at))).toBeUndefined();
    }
    for (const end of ['A', '=', '.', '\n', '%00']) expect(tokens.open(token + end)).toBeUndefined();
  });

  it('one sealed with another key, or made up, is nothing', () => {
    const clock = { now: 0 };
    const tokens = tokensAt(clock);
    expect(tokens.open(tokensAt(clock, randomBytes(32)).seal(balance))).toBeUndefined();
    for (let n = 0; n < 1_000; n += 1) {
      expect(tokens.open(randomBytes(20 + (n % 200)).toString('base64url'))).toBeUndefined();
    }
    expect(tokens.open('')).toBeUndefined();
    expect(tokens.open('A'.repeat(100_000))).toBeUndefined();
  });

  it('a value too long for an address is refused where it is made', () => {
    const long: SaidPart = {
      part: { prompt: 'cards.last-transaction.merchant', value: { kind: 'merchant', description: 'x'.repeat(900) } },
      language: 'sq',
    };
    expect(() => tokensAt({ now: 0 }).seal(long)).toThrow(RangeError);
  });
});
