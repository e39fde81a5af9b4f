/** An account as the bank describes it; amounts in minor units of `currency`. */
export interface Account {
  readonly id: string;
  /** The bank's account number: letters, digits and separators. */
  readonly number: string;
  /** Every holder; joint accounts have several (D24). */
  readonly holderClientIds: readonly string[];
  readonly type: 'current' | 'savings' | 'deposit' | 'loan';
  readonly status: 'open' | 'closed';
  readonly currency: string;
  /** After holds: the balance that is spoken. */
  readonly availableBalanceMinor: bigint;
}

/** An account whose balance can be told. */
export type SpokenAccount = Account & { readonly type: 'current' | 'savings' };

/**
 * What is said to tell two accounts of one client apart: the last four digits of the whole number, separators and
 * letters left out ("100000007-001" ends in 7001). Which part of a number is the client's own differs between banks, and
 * the last four digits differ between one client's accounts in either reading.
 * @returns fewer than four digits when the number has fewer; the import refuses such a number.
 */
export function lastFourOf(number: string): string {
  return number.replace(/[^0-9]/g, '').slice(-4);
}
