import type { Account, SpokenAccount } from './account.js';

/** Open current and savings accounts of which the client is a holder, joint ones included (D15, D24). */
export function mayBeHeardBy(account: Account, clientId: string): account is SpokenAccount {
  const spoken = account.type === 'current' || account.type === 'savings';
  return spoken && account.status === 'open' && account.holderClientIds.includes(clientId);
}

/**
 * The current accounts linked to a debit card, in the order they were linked (D22). Others' accounts, closed ones and
 * unknown ids are left out.
 */
export function linkedAccounts(
  accounts: readonly Account[],
  linkedAccountIds: readonly string[],
  clientId: string,
): SpokenAccount[] {
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return [...new Set(linkedAccountIds)].flatMap((id) => {
    const account = byId.get(id);
    return account?.type === 'current' && mayBeHeardBy(account, clientId) ? [account] : [];
  });
}

/** The accounts of which a statement in one currency is made, unordered (R50, D15, D17). */
export function statementAccounts(accounts: readonly Account[], clientId: string, currency: string): SpokenAccount[] {
  return accounts.filter(
    (account): account is SpokenAccount => mayBeHeardBy(account, clientId) && account.currency === currency,
  );
}
