import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import {
  amountInWords,
  countInWords,
  CURRENCY_ORDER,
  dateInWords,
  digitsInWords,
  Gender,
  Language,
  merchantInWords,
  UnknownCurrency,
} from './index.js';
import { TERMS } from './terms.js';
import { CURRENCIES, minorDigits, parseAmount } from '#libs/money';

type Texts = { sq: string; en: string };
type Example = Texts &
  (
    | { kind: 'amount'; value: string; currency: string }
    | { kind: 'date' | 'digits' | 'merchant'; value: string }
    | { kind: 'count'; value: number; gender: Gender }
  );
const EXAMPLES = JSON.parse(readFileSync(new URL('./__fixtures__/speech.json', import.meta.url), 'utf8')) as Example[];

function inWords(example: Example, language: Language): string {
  switch (example.kind) {
    case 'amount':
      return amountInWords(parseAmount(example.value, example.currency), example.currency, language);
    case 'date':
      return dateInWords(example.value, language);
    case 'digits':
      return digitsInWords(example.value, language);
    case 'merchant':
      return merchantInWords(example.value, language);
    case 'count':
      return countInWords(example.value, example.gender, language);
  }
}

describe('the reviewed examples of speech', () => {
  it.each(EXAMPLES)('$kind $value $currency $gender is said as «$sq», "$en"', (example) => {
    expect({ sq: inWords(example, 'sq'), en: inWords(example, 'en') }).toEqual({ sq: example.sq, en: example.en });
  });

  it('are all 130, of every kind', () => {
    expect(EXAMPLES).toHaveLength(130);
    expect(new Set(EXAMPLES.map(({ kind }) => kind)).size).toBe(5);
  });
});

describe('amounts in words', () => {
  it('D48: says the examples of the requirements', () => {
    expect(amountInWords(1_234_567n, 'EUR', 'sq')).toBe(
      'dymbëdhjetë mijë e treqind e dyzet e pesë euro dhe gjashtëdhjetë e shtatë centë',
    );
    expect(amountInWords(1_234_567n, 'EUR', 'en')).toBe(
      'twelve thousand three hundred forty-five euros and sixty-seven cents',
    );
    expect(amountInWords(-15_050n, 'GBP', 'sq')).toBe(
      'minus njëqind e pesëdhjetë paundë britanikë dhe pesëdhjetë peni',
    );
  });

  it.each(CURRENCY_ORDER)('names %s and its minor unit as the table of terms does, one and more', (currency) => {
    for (const language of ['sq', 'en'] as const) {
      const names = TERMS.currencies[currency][language];
      expect(amountInWords(100n, currency, language).endsWith(` ${names.one}`)).toBe(true);
      expect(amountInWords(2_100n, currency, language).endsWith(` ${names.other}`)).toBe(true);
      expect(amountInWords(1n, currency, language).endsWith(` ${names.minor.one}`)).toBe(true);
      expect(amountInWords(21n, currency, language).endsWith(` ${names.minor.other}`)).toBe(true);
    }
  });

  it('says only the minor units of an amount below one unit, negative ones too', () => {
    expect(amountInWords(-3n, 'ALL', 'sq')).toBe('minus tri qindarka');
    expect(amountInWords(-50n, 'USD', 'en')).toBe('minus fifty cents');
  });

  it('has the same decimals as the money library, for every currency that has words', () => {
    expect(Object.keys(TERMS.currencies).sort()).toEqual(Object.keys(CURRENCIES).sort());
    expect([...CURRENCY_ORDER].sort()).toEqual(Object.keys(CURRENCIES).sort());
    for (const code of CURRENCY_ORDER) expect(TERMS.currencies[code].minorDigits).toBe(minorDigits(code));
  });

  it.each(['SEK', 'eur', '', 'constructor', '__proto__'])('refuses %j by name instead of inventing words', (code) => {
    expect(() => amountInWords(100n, code, 'sq')).toThrow(UnknownCurrency);
    expect(() => amountInWords(100n, code, 'sq')).toThrow(expect.objectContaining({ code }));
  });

  it('says up to 999,999,999,999 units and refuses the next one', () => {
    expect(amountInWords(99_999_999_999_999n, 'ALL', 'en')).toMatch(/ninety-nine lek and ninety-nine qindarka$/);
    expect(() => amountInWords(100_000_000_000_000n, 'ALL', 'en')).toThrow(RangeError);
  });
});
