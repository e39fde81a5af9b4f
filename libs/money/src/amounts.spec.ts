import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CURRENCIES,
  formatMinorText,
  formatMoney,
  InvalidAmount,
  InvalidCurrencyCode,
  MAX_MINOR,
  minorDigits,
  parseAmount,
} from './index.js';

const anyCurrency = fc.constantFrom(...Object.keys(CURRENCIES), 'JPY', 'KWD', 'CLF', 'SEK');
const anyMinor = fc.bigInt(-MAX_MINOR, MAX_MINOR);

describe('amounts as decimal text', () => {
  it.each([
    ['-150.50', 'GBP', -15_050n],
    ['0.01', 'EUR', 1n],
    ['-0.05', 'ALL', -5n],
    ['12', 'ALL', 1_200n],
    ['12.5', 'USD', 1_250n],
    ['007.10', 'CHF', 710n],
    ['1500', 'JPY', 1_500n],
    ['1.234', 'KWD', 1_234n],
    ['-0.00', 'EUR', 0n],
  ])('P15: reads %s %s as %d minor units', (text, currency, minor) => {
    expect(parseAmount(text, currency)).toBe(minor);
  });

  it.each([
    '',
    ' ',
    '-',
    '.5',
    '5.',
    '+5',
    '1,50',
    '1.234,50',
    '1 000',
    '1e3',
    '0x10',
    '--1',
    '5.-1',
    'NaN',
    '١٢',
    '1.50 ',
    '1\n',
  ])('refuses %j', (text) => {
    expect(() => parseAmount(text, 'EUR')).toThrow(InvalidAmount);
  });

  it('D48: refuses more decimals than the currency has, instead of rounding or cutting', () => {
    expect(() => parseAmount('1.500', 'ALL')).toThrow(InvalidAmount);
    expect(() => parseAmount('1.005', 'EUR')).toThrow(InvalidAmount);
    expect(() => parseAmount('1.0', 'JPY')).toThrow('expected digits with an optional minus and no decimals');
  });

  it('names the shape of a refused text and never its digits or letters', () => {
    expect(() => parseAmount('12.345,67 Lekë\u0000', 'ALL')).toThrow(
      'Not an amount in ALL: expected digits with an optional minus and at most 2 decimals after a point, ' +
        'got a text of the shape "99.999,99 aaaa?"',
    );
    expect(() => parseAmount('7'.repeat(500), 'ALL')).toThrow(/"9{40}…"$/);
  });

  it('reads up to what the database holds and refuses the next minor unit', () => {
    expect(parseAmount('92233720368547758.07', 'EUR')).toBe(MAX_MINOR);
    expect(parseAmount('-92233720368547758.07', 'EUR')).toBe(-MAX_MINOR);
    expect(() => parseAmount('92233720368547758.08', 'EUR')).toThrow(InvalidAmount);
    expect(() => parseAmount('-92233720368547758.08', 'EUR')).toThrow(InvalidAmount);
  });

  it('P15: gives back every amount exactly', () => {
    fc.assert(
      fc.property(anyMinor, anyCurrency, (minor, currency) => {
        expect(parseAmount(formatMinorText(minor, currency), currency)).toBe(minor);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads a text either exactly or not at all', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...Array.from('-0123456789.,')) }));
    fc.assert(
      fc.property(text, anyCurrency, (input, currency) => {
        let minor: bigint;
        try {
          minor = parseAmount(input, currency);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidAmount);
          return;
        }
        const [whole = '', decimals = ''] = input.replace('-', '').split('.');
        const digits = BigInt(whole) * 10n ** BigInt(decimals.length) + BigInt(decimals === '' ? 0 : decimals);
        expect((minor < 0n ? -minor : minor) * 10n ** BigInt(decimals.length)).toBe(
          digits * 10n ** BigInt(minorDigits(currency)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [-15_050n, 'GBP', '-150.50'],
    [-5n, 'ALL', '-0.05'],
    [0n, 'EUR', '0.00'],
    [0n, 'JPY', '0'],
    [-7n, 'KWD', '-0.007'],
  ])('writes %d minor units of %s as %s', (minor, currency, text) => {
    expect(formatMinorText(minor, currency)).toBe(text);
  });
});

describe('amounts in documents', () => {
  it.each([
    [1_234_567n, 'EUR', '12.345,67 EUR', '12,345.67 EUR'],
    [-123_456_789n, 'ALL', '-1.234.567,89 ALL', '-1,234,567.89 ALL'],
    [99_999n, 'USD', '999,99 USD', '999.99 USD'],
    [100_000n, 'USD', '1.000,00 USD', '1,000.00 USD'],
    [0n, 'CHF', '0,00 CHF', '0.00 CHF'],
    [1_500n, 'JPY', '1.500 JPY', '1,500 JPY'],
  ])('writes %d minor units of %s as %s and %s', (minor, currency, sq, en) => {
    expect([formatMoney(minor, currency, 'sq'), formatMoney(minor, currency, 'en')]).toEqual([sq, en]);
  });

  it('groups by three and changes no digit', () => {
    fc.assert(
      fc.property(anyMinor, anyCurrency, (minor, currency) => {
        const en = formatMoney(minor, currency, 'en');
        expect(en.replaceAll(',', '')).toBe(`${formatMinorText(minor, currency)} ${currency}`);
        expect(en).toMatch(/^-?\d{1,3}(?:,\d{3})*(?:\.\d+)? [A-Z]{3}$/);
        const swapped = en.replace(/[.,]/g, (sign) => (sign === '.' ? ',' : '.'));
        expect(formatMoney(minor, currency, 'sq')).toBe(swapped);
      }),
    );
  });
});

describe('currencies', () => {
  it('keep two decimals unless ISO 4217 says otherwise, the lek included', () => {
    const digits = ['ALL', 'EUR', 'SEK', 'JPY', 'KWD', 'CLF'].map(minorDigits);
    expect(digits).toEqual([2, 2, 2, 0, 3, 4]);
  });

  it.each(['', 'eur', 'EU', 'EURO', 'E1R', ' EUR', 'EUR\n', '__proto__', 'ÇÇÇ'])('refuse %j', (code) => {
    expect(() => minorDigits(code)).toThrow(InvalidCurrencyCode);
    expect(() => formatMoney(1n, code, 'sq')).toThrow(InvalidCurrencyCode);
  });
});
