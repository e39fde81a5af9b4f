import { describe, expect, it } from '@jest/globals';
import { lastFourOf } from './account.js';

describe('the end of an account number', () => {
  it.each([
    ['100000007-001', '7001'],
    ['100000007-002', '7002'],
    ['AL47 2121 1009 0000 0002 3569 8741', '8741'],
    ['12AB34', '1234'],
    ['A12', '12'],
  ])('of %s is %s', (number, lastFour) => {
    expect(lastFourOf(number)).toBe(lastFour);
  });
});
