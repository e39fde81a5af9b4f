import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { BankDate, CurrencyCode, Granted, Instant, LastFour, MinorUnitsText } from '../fields.js';

/** The active credit cards this grant opens, oldest first (requirements 5.1). */
export const ListCreditCards = defineRequest({
  subject: 'cards.v1.credit-cards.list',
  askedBy: ['gateway'],
  request: Granted,
  reply: z.object({ cards: z.array(z.object({ cardId: z.uuid(), lastFour: LastFour })) }),
  errors: [],
  timeoutMs: 4_000,
});

/** C1: approved limit, available limit, and what remains of the last statement (R34, D37). */
export const GetLimitAndDebt = defineRequest({
  subject: 'cards.v1.limit-and-debt.get',
  askedBy: ['gateway'],
  request: Granted.extend({ cardId: z.uuid() }),
  reply: z.object({
    lastFour: LastFour,
    currency: CurrencyCode,
    approvedLimitMinor: MinorUnitsText,
    availableLimitMinor: MinorUnitsText,
    /** Below zero: the client paid more than was owed. */
    statementDebtMinor: MinorUnitsText,
    minimumPaymentMinor: MinorUnitsText.optional(),
    dueDate: BankDate.optional(),
    asOf: Instant,
  }),
  errors: ['CARD_NOT_FOUND'],
  timeoutMs: 4_000,
});

/** C2: posted transactions after the last statement cut, newest first (R36, D14, D38). */
export const GetLastTransactions = defineRequest({
  subject: 'cards.v1.last-transactions.get',
  askedBy: ['gateway'],
  request: Granted.extend({ cardId: z.uuid(), count: z.int().min(1).max(5) }),
  reply: z.object({
    lastFour: LastFour,
    lastCutDate: BankDate,
    transactions: z.array(
      z.object({
        date: BankDate,
        /** Below zero: a purchase; above: money returned. */
        amountMinor: MinorUnitsText,
        currency: CurrencyCode,
        description: z.string(),
      }),
    ),
    asOf: Instant,
  }),
  errors: ['CARD_NOT_FOUND'],
  timeoutMs: 4_000,
});
