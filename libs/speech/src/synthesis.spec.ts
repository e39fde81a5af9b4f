import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fragmentsOf, SpokenValue, textForSynthesis } from './index.js';
import { TERMS } from './terms.js';
import { valueInWords } from './values.js';

describe('the synthesiser’s copy of a text', () => {
  it('respells whole words that it would spell letter by letter', () => {
    expect(textForSynthesis('Tani vendosni kodin PIN me katër shifra.', 'sq')).toBe(
      'Tani vendosni kodin pin me katër shifra.',
    );
    expect(textForSynthesis('POS, PIN. PINI ÇPIN', 'sq')).toBe('pos, pin. PINI ÇPIN');
    expect(textForSynthesis('your PIN', 'en')).toBe('your PIN');
  });

  it.each(['[[n@]] Banka', '[[[n@]]] Banka', '[]][n@[]][ Banka'])('leaves no phoneme brackets in %j', (text) => {
    expect(textForSynthesis(text, 'sq')).toBe('n@ Banka');
  });

  it('never gives it a digit', () => {
    expect(textForSynthesis('Banka 24.', 'sq')).toBe('Banka njëzet e katër.');
    expect(textForSynthesis('B2B 007', 'en')).toBe('B two B zero, zero, seven');
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.constantFrom('sq', 'en'), (text, language) => {
        expect(textForSynthesis(text, language)).not.toMatch(/[0-9[\]\p{Cc}]/u);
      }),
    );
  });

  it('leaves the prompts’ own words as they are', () => {
    expect(textForSynthesis('Për t’u kthyer në menu, shtypni tetë.', 'sq')).toBe(
      'Për t’u kthyer në menu, shtypni tetë.',
    );
    expect(textForSynthesis('It opens today at nine oh five a.m.', 'en')).toBe('It opens today at nine oh five a.m.');
  });
});

describe('values as recorded fragments', () => {
  it('takes the longest fragment at each place', () => {
    expect(fragmentsOf({ kind: 'amount', minor: '-2150', currency: 'USD' }, 'sq')).toEqual([
      ...['minus', 'njëzet', 'e', 'një', 'dollarë amerikanë', 'dhe', 'pesëdhjetë', 'centë'],
    ]);
    expect(fragmentsOf({ kind: 'date', date: '2026-11-21' }, 'en')).toEqual([
      ...['on the', 'twenty-first', 'of', 'November', 'twenty', 'twenty', 'six'],
    ]);
    expect(fragmentsOf({ kind: 'digits', digits: '10' }, 'sq')).toEqual(['një', 'zero']);
    expect(fragmentsOf({ kind: 'currency', currency: 'CAD' }, 'sq')).toEqual(['dollarë kanadezë']);
  });

  it('knows the words of minutes and moments, which a bank records too', () => {
    const when = { kind: 'when', now: '2026-11-22T09:00:00Z', timeZone: 'Europe/Tirane' } as const;
    expect(fragmentsOf({ kind: 'minutes', minutes: 3 }, 'sq')).toEqual(['tri', 'minuta']);
    expect(fragmentsOf({ ...when, at: '2026-11-24T08:05:00Z' }, 'sq')).toEqual([
      'të martën',
      'në orën',
      'nëntë',
      'e',
      'pesë',
    ]);
    expect(fragmentsOf({ ...when, at: '2026-11-22T23:00:00Z' }, 'sq')).toEqual(['nesër', 'në mesnatë']);
    expect(fragmentsOf({ ...when, at: '2026-11-24T08:05:00Z' }, 'en')).toEqual([
      ...['on Tuesday', 'at', 'nine', 'oh', 'five', 'a.m.'],
    ]);
  });

  it('has none for a merchant', () => {
    expect(fragmentsOf({ kind: 'merchant', description: 'EURO' }, 'sq')).toBeUndefined();
  });

  it.each(['sq', 'en'] as const)('builds every value out of fragments without losing a word (%s)', (language) => {
    const currency = fc.constantFrom(...Object.keys(TERMS.currencies));
    const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    const value = fc.oneof(
      fc
        .tuple(fc.bigInt(-99_999_999_999_999n, 99_999_999_999_999n), currency)
        .map(([minor, code]): SpokenValue => ({ kind: 'amount', minor: String(minor), currency: code })),
      day.map((at): SpokenValue => ({ kind: 'date', date: at.toISOString().slice(0, 10) })),
      fc.stringMatching(/^[0-9]{1,12}$/).map((digits): SpokenValue => ({ kind: 'digits', digits })),
      fc.nat().map((count): SpokenValue => ({ kind: 'count', count, gender: 'feminine' })),
      fc.integer({ min: 1, max: 999 }).map((minutes): SpokenValue => ({ kind: 'minutes', minutes })),
      fc.tuple(day, day).map(([at, now]): SpokenValue => ({
        ...{ kind: 'when', at: at.toISOString(), now: now.toISOString(), timeZone: 'Europe/Tirane' },
      })),
    );
    const bare = (words: string): string => words.replace(/[ ,-]+/g, ' ');
    fc.assert(
      fc.property(value, (spoken) => {
        expect(bare((fragmentsOf(spoken, language) ?? []).join(' '))).toBe(bare(valueInWords(spoken, language)));
      }),
      { numRuns: 1000 },
    );
  });
});
