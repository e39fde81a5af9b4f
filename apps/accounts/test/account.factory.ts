import type { AccountRecord, AccountTransactionRecord } from '#libs/contracts';
import { randomUUID } from 'node:crypto';
import type { SpokenAccount } from '../src/domain/account.js';

/** A valid open current account in lek; a test says what differs. */
export function anAccount(difference: Partial<SpokenAccount> = {}): SpokenAccount {
  return {
    id: randomUUID(),
    number: '100000001-001',
    holderClientIds: [randomUUID()],
    type: 'current',
    status: 'open',
    currency: 'ALL',
    availableBalanceMinor: -15_050n,
    ...difference,
  };
}

/** A valid account as the bank's feed sends it. */
export function anAccountRecord(difference: Partial<AccountRecord> = {}): AccountRecord {
  return {
    sourceId: randomUUID(),
    number: '100000001-001',
    holderSourceIds: [randomUUID()],
    type: 'current',
    status: 'open',
    currency: 'ALL',
    openedDate: '2020-11-22',
    bookedBalanceMinor: '120000',
    availableBalanceMinor: '-15050',
    ...difference,
  };
}

/** A valid movement as the bank's feed sends it. */
export function anAccountTransactionRecord(
  difference: Partial<AccountTransactionRecord> = {},
): AccountTransactionRecord {
  return {
    sourceId: randomUUID(),
    accountSourceId: randomUUID(),
    date: '2026-11-19',
    amountMinor: '185000',
    description: 'Kthim nga tregtari',
    ...difference,
  };
}
