import type { SpokenAccount } from './account.js';

/** The currencies of the bank's menus, in the order balances are read (5.2); all others follow by code. */
const FIRST_CURRENCIES: readonly string[] = ['ALL', 'EUR', 'USD', 'GBP', 'CHF', 'AUD', 'CAD'];

/** The order in which balances are read: by currency, current before savings, by account number (5.2). */
export function inReadingOrder(accounts: readonly SpokenAccount[]): SpokenAccount[] {
  return [...accounts].sort(
    (one, other) =>
      rankOf(one.currency) - rankOf(other.currency) ||
      compareText(one.currency, other.currency) ||
      compareText(one.type, other.type) ||
      compareText(one.number, other.number),
  );
}

function rankOf(currency: string): number {
  const rank = FIRST_CURRENCIES.indexOf(currency);
  return rank === -1 ? FIRST_CURRENCIES.length : rank;
}

/** By code point: the same on every machine, whatever its language. */
function compareText(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
