import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { merchantInWords } from './index.js';

describe('merchants in words', () => {
  it.each([
    ['H&M TIRANE', 'H dhe M Tirane', 'H and M Tirane'],
    ['7 ELEVEN', 'shtatë Eleven', 'seven Eleven'],
    ['COCA-COLA', 'Coca-cola', 'Coca-cola'],
    ["O'NEIL 12A", "O'neil 12A", "O'neil 12A"],
    ['--RRUGA’ -', 'Rruga', 'Rruga'],
    ['Çe\u0308rshi', 'Çërshi', 'Çërshi'],
    ['ABC 1234', 'Abc', 'Abc'],
    ['ABC 123', 'Abc njëqind e njëzet e tre', 'Abc one hundred twenty-three'],
    ['T1E2R3M4 DRITA', 'Drita', 'Drita'],
    ['E MART', 'E Mart', 'E Mart'],
  ])('says %j as «%s», "%s"', (description, sq, en) => {
    expect([merchantInWords(description, 'sq'), merchantInWords(description, 'en')]).toEqual([sq, en]);
  });

  it.each([
    ['markup of a synthesiser', 'BAR [[h@l\'oU]] <break time="99s"/> &amp;', 'Bar h l’oU'],
    ['emoji', '🍕 PICERI 🍕🍕 LULE', 'Piceri Lule'],
    ['direction marks', '\u202EIRAB\u202C BAR\u200F', 'Irab Bar'],
    ['controls and nulls', 'BAR\u0000\u0007\nLULE\r\n', 'Bar Lule'],
  ])('survives %s', (_, description, start) => {
    const said = merchantInWords(description, 'sq').replaceAll("'", '’');
    expect(said.startsWith(start)).toBe(true);
    expect(said).toMatch(/^[\p{L}0-9’ -]+$/u);
  });

  it('keeps a name in another script as it is', () => {
    expect(merchantInWords('مطعم القدس', 'en')).toBe('مطعم القدس');
  });

  it.each(['', '   ', '[[12345678]]', '🍕🍕', '---', '&', '& 12', '123', '<>', '\u202E', '\uD800'])(
    'says nothing of %j, of which no letter is left',
    (description) => {
      expect(merchantInWords(description, 'sq')).toBe('');
    },
  );

  it('says whole words up to 40 characters', () => {
    expect(merchantInWords(`${'a'.repeat(20)} ${'b'.repeat(19)}`, 'en')).toHaveLength(40);
    expect(merchantInWords(`${'a'.repeat(20)} ${'b'.repeat(20)}`, 'en')).toBe('a'.repeat(20));
    expect(merchantInWords('x'.repeat(40), 'en')).toHaveLength(40);
    expect(merchantInWords('x'.repeat(200), 'en')).toBe('');
    expect(merchantInWords('SHUME E GJATE '.repeat(20), 'sq')).toBe('Shume E Gjate Shume E Gjate Shume E');
  });

  it('never says anything but letters, digits, apostrophes and hyphens, nor more than 40 characters', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: fc.constantFrom(...Array.from("AË b1234&'’-[]<>{}$🍕\u202E")) }),
    );
    fc.assert(
      fc.property(text, fc.constantFrom('sq', 'en'), (description, language) => {
        const said = merchantInWords(description, language);
        expect(said).toMatch(/^[\p{L}\p{M}0-9'’ -]*$/u);
        expect(said).not.toMatch(/[0-9]{4}|\s{2}|^\s|\s$/);
        expect(Array.from(said).length).toBeLessThanOrEqual(40);
        expect(said === '' || /\p{L}/u.test(said)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
