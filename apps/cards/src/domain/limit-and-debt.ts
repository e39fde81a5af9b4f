import type { CreditTerms } from './card.js';

/**
 * The debt a caller hears: what remains to be paid of the last statement, in minor units; purchases after the cut are
 * not in it (D37). Below zero: more was paid than was owed.
 */
export function statementDebtMinor(terms: Pick<CreditTerms, 'statementBalanceMinor' | 'statementPaidMinor'>): bigint {
  return terms.statementBalanceMinor - terms.statementPaidMinor;
}
