import type { CardRecord, CardTransactionRecord } from '#libs/contracts';
import { idOf } from '#libs/identity';
import { maskCardNumbers } from '#libs/logging';
import type { Card, CreditTerms } from '../domain/card.js';
import type { CardTransactionEntity } from './card-transaction.entity.js';
import type { CardEntity } from './card.entity.js';

/** A row as the domain sees it. */
export function toCard(row: CardEntity): Card {
  const { id, clientId, kind, status, supplementary, lastFour, activeFrom, expiryMonth, linkedAccountIds } = row;
  const card = { id, clientId, kind, status, supplementary, lastFour, activeFrom, expiryMonth, linkedAccountIds };
  return { ...card, credit: termsOf(row) };
}

function termsOf(row: CardEntity): CreditTerms | null {
  const { currency, approvedLimitMinor, availableLimitMinor, statementBalanceMinor, statementPaidMinor } = row;
  // The table keeps all of these or none; the compiler does not know.
  if (
    currency === null ||
    approvedLimitMinor === null ||
    availableLimitMinor === null ||
    statementBalanceMinor === null ||
    statementPaidMinor === null ||
    row.lastCutDate === null
  )
    return null;
  const limits = { currency, approvedLimitMinor, availableLimitMinor };
  const statement = { statementBalanceMinor, statementPaidMinor, lastCutDate: row.lastCutDate };
  return { ...limits, ...statement, minimumPaymentMinor: row.minimumPaymentMinor, dueDate: row.dueDate };
}

/** A card of the bank's feed as a row. */
export function toCardRow(record: CardRecord): Pick<CardEntity, keyof CardEntity> {
  const credit = record.credit;
  const minor = (text: string | null | undefined) => (text === null || text === undefined ? null : BigInt(text));
  return {
    id: idOf('card', record.sourceId),
    clientId: idOf('client', record.ownerSourceId),
    kind: record.kind,
    status: record.status,
    supplementary: record.supplementary,
    lastFour: record.lastFour,
    activeFrom: record.activeFrom,
    expiryMonth: record.expiryMonth,
    linkedAccountIds: record.linkedAccountSourceIds.map((sourceId) => idOf('account', sourceId)),
    currency: credit?.currency ?? null,
    approvedLimitMinor: minor(credit?.approvedLimitMinor),
    availableLimitMinor: minor(credit?.availableLimitMinor),
    statementBalanceMinor: minor(credit?.statementBalanceMinor),
    statementPaidMinor: minor(credit?.statementPaidMinor),
    minimumPaymentMinor: minor(credit?.minimumPaymentMinor),
    lastCutDate: credit?.lastCutDate ?? null,
    dueDate: credit?.dueDate ?? null,
  };
}

/** A transaction of the bank's feed as a row; its number in the order of import is the database's to give. */
export function toTransactionRow(record: CardTransactionRecord): Omit<CardTransactionEntity, 'importedNo'> {
  return {
    id: idOf('card-transaction', record.sourceId),
    cardId: idOf('card', record.cardSourceId),
    date: record.date,
    amountMinor: BigInt(record.amountMinor),
    currency: record.currency,
    // Cores write card numbers into the texts of transactions; here they would rest in clear (S1).
    description: maskCardNumbers(record.description),
    state: record.state,
  };
}
