import { describe, expect, it } from '@jest/globals';
import { figure, InvalidDate, longDate, masked, shortDate, shortMoment } from './formats.js';

describe('dates in documents', () => {
  it.each([
    ['2026-11-01', '1 nëntor 2026', '1 November 2026', '01.11.2026', '01 Nov 2026'],
    ['2024-02-29', '29 shkurt 2024', '29 February 2024', '29.02.2024', '29 Feb 2024'],
    ['1999-12-31', '31 dhjetor 1999', '31 December 1999', '31.12.1999', '31 Dec 1999'],
  ])('%s is %s, %s, %s, %s', (date, longSq, longEn, shortSq, shortEn) => {
    expect([longDate(date, 'sq'), longDate(date, 'en')]).toEqual([longSq, longEn]);
    expect([shortDate(date, 'sq'), shortDate(date, 'en')]).toEqual([shortSq, shortEn]);
  });

  it.each(['', '2026-02-29', '2026-13-01', '2026-00-10', '2026-11-31', '26-11-01', '2026-11-01T00:00', ' 2026-11-01'])(
    '%j is none',
    (text) => {
      expect(() => longDate(text, 'sq')).toThrow(InvalidDate);
      expect(() => shortDate(text, 'en')).toThrow(InvalidDate);
    },
  );

  it('a moment is told in the bank’s time, summer and winter', () => {
    expect(shortMoment(new Date('2026-07-01T22:05:59Z'), 'sq', 'Europe/Tirane')).toBe('02.07.2026, 00:05');
    expect(shortMoment(new Date('2026-12-31T22:59:00Z'), 'en', 'Europe/Tirane')).toBe('31 Dec 2026, 23:59');
  });
});

describe('figures in documents', () => {
  it.each([
    [-135_050n, 'ALL', '-1.350,50', '-1,350.50'],
    [0n, 'EUR', '0,00', '0.00'],
    [1_500n, 'JPY', '1.500', '1,500'],
  ])('%d minor units of %s are %s and %s', (minor, currency, sq, en) => {
    expect([figure(minor, currency, 'sq'), figure(minor, currency, 'en')]).toEqual([sq, en]);
  });

  it('of a number only the end is shown', () => {
    expect(masked('0042')).toBe('•••• 0042');
  });
});
