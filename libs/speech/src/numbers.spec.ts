import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { countInWords, digitsInWords, keyInWords, numberInWords } from './index.js';

type NumberEntry = { n: number; sq: string; sq_feminine?: string; en: string };
const ENTRIES = JSON.parse(
  readFileSync(new URL('./__fixtures__/numbers.json', import.meta.url), 'utf8'),
) as NumberEntry[];

describe('numbers in words', () => {
  it.each(ENTRIES)('says $n as the reviewed word list does, in both languages and genders', (entry) => {
    for (const n of [entry.n, BigInt(entry.n)]) {
      expect(numberInWords(n, 'sq')).toBe(entry.sq);
      expect(numberInWords(n, 'sq', 'masculine')).toBe(entry.sq);
      expect(numberInWords(n, 'sq', 'feminine')).toBe(entry.sq_feminine ?? entry.sq);
      expect(numberInWords(n, 'en')).toBe(entry.en);
      expect(numberInWords(n, 'en', 'feminine')).toBe(entry.en);
    }
  });

  it('has all 305 numbers of the list to compare with', () => {
    expect(ENTRIES).toHaveLength(305);
  });

  it.each([
    [3_000, 'tre mijë', 'tre mijë'],
    [3_003, 'tre mijë e tre', 'tre mijë e tri'],
    [2_003_000, 'dy milionë e tre mijë', 'dy milionë e tre mijë'],
    [13, 'trembëdhjetë', 'trembëdhjetë'],
    [1_113, 'një mijë e njëqind e trembëdhjetë', 'një mijë e njëqind e trembëdhjetë'],
    [30, 'tridhjetë', 'tridhjetë'],
  ])('says tri only for a last unit 3: %d', (n, masculine, feminine) => {
    expect(numberInWords(n, 'sq', 'masculine')).toBe(masculine);
    expect(numberInWords(n, 'sq', 'feminine')).toBe(feminine);
  });

  it('says minus before a negative number, and minus zero as zero', () => {
    expect(numberInWords(-23, 'sq', 'feminine')).toBe('minus njëzet e tri');
    expect(numberInWords(-23n, 'en')).toBe('minus twenty-three');
    expect(numberInWords(-0, 'sq')).toBe('zero');
  });

  it('has words up to 999,999,999,999 on either side of zero and refuses the next number', () => {
    expect(numberInWords(999_999_999_999n, 'en')).toMatch(/^nine hundred ninety-nine billion /);
    expect(numberInWords(-999_999_999_999n, 'sq')).toMatch(/^minus nëntëqind e nëntëdhjetë e nëntë miliardë e /);
    expect(() => numberInWords(1_000_000_000_000n, 'sq')).toThrow(RangeError);
    expect(() => numberInWords(-1_000_000_000_000, 'en')).toThrow(RangeError);
  });

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('refuses %d, which is no exact whole number', (n) => {
    expect(() => numberInWords(n, 'sq')).toThrow(RangeError);
  });

  it.each(['sq', 'en'] as const)('gives different numbers different words (%s)', (language) => {
    const number = fc.bigInt(-999_999_999_999n, 999_999_999_999n);
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(numberInWords(a, language) === numberInWords(b, language)).toBe(a === b);
        expect(numberInWords(a, language)).toMatch(/^\p{Ll}+(?:[ -]\p{Ll}+)*$/u);
      }),
    );
  });
});

describe('digits, counts and keys in words', () => {
  it('keeps leading zeros of a reference', () => {
    expect(digitsInWords('00120003', 'sq')).toBe('zero, zero, një, dy, zero, zero, zero, tre');
  });

  it('reads at most 12 digits, so that a card number is never read out', () => {
    expect(digitsInWords('1'.repeat(12), 'en').split(', ')).toHaveLength(12);
    expect(() => digitsInWords('1'.repeat(13), 'en')).toThrow(RangeError);
  });

  it('does not repeat refused digits in the error', () => {
    expect(() => digitsInWords('4000001234567899', 'sq')).toThrow(/^[^4]*12[^4]*$/);
  });

  it.each(['', ' ', '12a4', '-123', '1.23', '١٢٣٤'])('refuses %j, which is not all digits', (digits) => {
    expect(() => digitsInWords(digits, 'sq')).toThrow(RangeError);
  });

  it('counts in the gender of what is counted', () => {
    expect(countInWords(0, 'feminine', 'sq')).toBe('zero');
    expect(countInWords(3, 'feminine', 'sq')).toBe('tri');
    expect(() => countInWords(-1, 'feminine', 'sq')).toThrow(RangeError);
  });

  it('names the keys 0 to 9 and no other', () => {
    expect(['1', '6', '9', '0'].map((key) => keyInWords(key, 'sq'))).toEqual(['një', 'gjashtë', 'nëntë', 'zero']);
    expect(keyInWords('3', 'en')).toBe('three');
    for (const key of ['*', '#', 'A', '', '10', '-1']) expect(() => keyInWords(key, 'en')).toThrow(RangeError);
  });
});
