import type { CardRecord, CardTransactionRecord } from '#libs/contracts';
import { randomUUID } from 'node:crypto';
import type { Card, CreditCard } from '../src/domain/card.js';

/** A valid active credit card; a test says what differs. */
export function aCreditCard(difference: Partial<Card> = {}): Card {
  const card: CreditCard = {
    id: randomUUID(),
    clientId: randomUUID(),
    kind: 'credit',
    status: 'active',
    supplementary: false,
    lastFour: '1111',
    activeFrom: null,
    expiryMonth: '2028-07',
    credit: {
      currency: 'ALL',
      approvedLimitMinor: 15_000_000n,
      availableLimitMinor: 9_623_450n,
      statementBalanceMinor: 4_876_550n,
      statementPaidMinor: 1_000_000n,
      minimumPaymentMinor: 487_655n,
      lastCutDate: '2026-11-11',
      dueDate: '2026-12-06',
    },
    linkedAccountIds: [],
  };
  return { ...card, ...difference };
}

/** A valid active debit card linked to one account. */
export function aDebitCard(difference: Partial<Card> = {}): Card {
  return aCreditCard({
    kind: 'debit',
    lastFour: '4444',
    credit: null,
    linkedAccountIds: [randomUUID()],
    ...difference,
  });
}

/** A valid debit card as the bank's feed sends it. */
export function aCardRecord(difference: Partial<CardRecord> = {}): CardRecord {
  return {
    sourceId: randomUUID(),
    ownerSourceId: randomUUID(),
    kind: 'debit',
    status: 'active',
    supplementary: false,
    lastFour: '4444',
    activeFrom: null,
    expiryMonth: '2028-07',
    credit: null,
    linkedAccountSourceIds: [randomUUID()],
    ...difference,
  };
}

/** A valid credit card as the bank's feed sends it. */
export function aCreditRecord(difference: Partial<CardRecord> = {}): CardRecord {
  return aCardRecord({
    kind: 'credit',
    lastFour: '1111',
    linkedAccountSourceIds: [],
    credit: {
      currency: 'ALL',
      approvedLimitMinor: '15000000',
      availableLimitMinor: '9623450',
      statementBalanceMinor: '4876550',
      statementPaidMinor: '1000000',
      minimumPaymentMinor: '487655',
      lastCutDate: '2026-11-11',
      dueDate: '2026-12-06',
    },
    ...difference,
  });
}

/** A valid posted purchase as the bank's feed sends it. */
export function aTransactionRecord(difference: Partial<CardTransactionRecord> = {}): CardTransactionRecord {
  return {
    sourceId: randomUUID(),
    cardSourceId: randomUUID(),
    date: '2026-11-18',
    amountMinor: '-1150000',
    currency: 'ALL',
    description: 'H&M TIRANE',
    state: 'posted',
    ...difference,
  };
}
