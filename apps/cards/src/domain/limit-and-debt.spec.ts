import { describe, expect, it } from '@jest/globals';
import { statementDebtMinor } from './limit-and-debt.js';

describe('D37: the debt is what remains of the last statement', () => {
  it.each([
    [4_876_550n, 1_000_000n, 3_876_550n, 'partly paid'],
    [29_945n, 29_945n, 0n, 'paid in full'],
    [1_000n, 1_300n, -300n, 'paid more than owed'],
    [-500n, 0n, -500n, 'a statement in the client’s favour'],
    [999_999_999_999_999_999n, 1n, 999_999_999_999_999_998n, 'beyond what a float holds'],
  ])('%d less %d is %d: %s', (statementBalanceMinor, statementPaidMinor, debt) => {
    expect(statementDebtMinor({ statementBalanceMinor, statementPaidMinor })).toBe(debt);
  });
});
