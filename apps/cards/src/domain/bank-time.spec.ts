import { describe, expect, it } from '@jest/globals';
import { bankDate } from './bank-time.js';

describe('P18: days are days of bank time', () => {
  it.each([
    ['2026-11-22T22:59:59Z', '2026-11-22'],
    ['2026-11-22T23:00:00Z', '2026-11-23'],
    ['2026-07-01T21:59:59Z', '2026-07-01'],
    ['2026-07-01T22:00:00Z', '2026-07-02'],
  ])('%s is %s in Tirana, winter and summer', (instant, day) => {
    expect(bankDate(new Date(instant), 'Europe/Tirane')).toBe(day);
  });
});
