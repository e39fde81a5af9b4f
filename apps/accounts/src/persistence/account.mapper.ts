import type { AccountRecord, AccountTransactionRecord } from '#libs/contracts';
import { idOf } from '#libs/identity';
import { maskCardNumbers } from '#libs/logging';
import type { AccountTransactionEntity } from './account-transaction.entity.js';
import type { AccountEntity } from './account.entity.js';

/** An account of the bank's feed as a row. */
export function toAccountRow(record: AccountRecord): Pick<AccountEntity, keyof AccountEntity> {
  return {
    id: idOf('account', record.sourceId),
    number: record.number,
    holderClientIds: record.holderSourceIds.map((sourceId) => idOf('client', sourceId)),
    type: record.type,
    status: record.status,
    currency: record.currency,
    openedDate: record.openedDate,
    bookedBalanceMinor: BigInt(record.bookedBalanceMinor),
    availableBalanceMinor: BigInt(record.availableBalanceMinor),
  };
}

/** A movement of the bank's feed as a row. */
export function toTransactionRow(
  record: AccountTransactionRecord,
): Pick<AccountTransactionEntity, keyof AccountTransactionEntity> {
  return {
    id: idOf('account-transaction', record.sourceId),
    accountId: idOf('account', record.accountSourceId),
    date: record.date,
    amountMinor: BigInt(record.amountMinor),
    // Cores write card numbers into the texts of movements; here they would rest in clear (S1).
    description: maskCardNumbers(record.description),
  };
}
