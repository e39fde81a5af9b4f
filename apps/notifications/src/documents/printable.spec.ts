import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { printable } from './printable.js';

describe('a text of the bank’s data on paper', () => {
  it.each([
    ['DYQAN USHQIMORE TIRANË', 'DYQAN USHQIMORE TIRANË'],
    ['a\r\nBcc: b\tc', 'a Bcc: b c'],
    ['  a \u00a0\u2003 b\u2028', 'a b'],
    ['a\u202Etxt.exe\u200b', 'atxt.exe'],
    ['E\u0308\u00ad', 'Ë'],
    ['\ud800half', 'half'],
    ['', ''],
  ])('%j is %j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('is cut where it is too long, without halving a character, and shows it', () => {
    expect(printable('a'.repeat(500))).toHaveLength(500);
    expect(printable('a'.repeat(501))).toBe(`${'a'.repeat(499)}…`);
    expect(printable('🍕🍕🍕🍕', 4)).toBe('🍕🍕🍕🍕');
    expect(printable('🍕🍕🍕🍕🍕', 4)).toBe('🍕🍕🍕…');
  });

  it('is one line without anything unseen, and what is seen stays as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const line = printable(text);
        expect(line).not.toMatch(/[\p{C}\u2028\u2029]/u);
        expect(line).not.toMatch(/^\s|\s\s|\s$/u);
        expect(line.replace(/\s/gu, '')).toBe(text.normalize('NFC').replace(/[\p{C}\s]/gu, ''));
      }),
      { numRuns: 2_000 },
    );
  });
});
