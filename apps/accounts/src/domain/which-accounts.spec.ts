import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { anAccount } from '../../test/account.factory.js';
import type { Account } from './account.js';
import { linkedAccounts, mayBeHeardBy } from './which-accounts.js';

const clientId = randomUUID();
const own = (difference: Partial<Account> = {}): Account => ({
  ...anAccount({ holderClientIds: [clientId] }),
  ...difference,
});

describe('the accounts a client may hear of', () => {
  it.each([
    ['a current account', own()],
    ['a savings account (D15)', own({ type: 'savings' })],
    ['a joint account, as any of its holders (D24)', own({ holderClientIds: [randomUUID(), clientId] })],
  ])('include %s', (_, account) => {
    expect(mayBeHeardBy(account, clientId)).toBe(true);
  });

  it.each([
    ['a deposit (D15)', own({ type: 'deposit' })],
    ['a loan (D15)', own({ type: 'loan' })],
    ['a closed account', own({ status: 'closed' })],
    ['an account of others', own({ holderClientIds: [randomUUID()] })],
  ])('do not include %s', (_, account) => {
    expect(mayBeHeardBy(account, clientId)).toBe(false);
  });
});

describe('the accounts linked to a debit card', () => {
  const first = own();
  const second = own();

  it('D22: come in the order they were linked, each once', () => {
    expect(linkedAccounts([first, second], [second.id, first.id, second.id], clientId)).toEqual([second, first]);
  });

  it('R46: are current accounts of the client; others are left out without a sign', () => {
    const others = [own({ type: 'savings' }), own({ status: 'closed' }), own({ holderClientIds: [randomUUID()] })];
    const ids = [...others.map((account) => account.id), randomUUID(), first.id];
    expect(linkedAccounts([...others, first], ids, clientId)).toEqual([first]);
  });
});
