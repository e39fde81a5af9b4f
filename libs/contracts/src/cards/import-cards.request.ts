import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { BankDate, CurrencyCode, LastFour, MinorUnitsText, SourceId } from '../fields.js';
import { AsOf, ImportReply, OnlyCheck } from '../import.js';

const CreditTerms = z.object({
  currency: CurrencyCode,
  approvedLimitMinor: MinorUnitsText,
  availableLimitMinor: MinorUnitsText,
  statementBalanceMinor: MinorUnitsText,
  statementPaidMinor: MinorUnitsText,
  minimumPaymentMinor: MinorUnitsText.nullable(),
  lastCutDate: BankDate,
  dueDate: BankDate.nullable(),
});

export const CardRecord = z.object({
  sourceId: SourceId,
  ownerSourceId: SourceId,
  kind: z.enum(['credit', 'debit']),
  status: z.enum(['active', 'blocked', 'inactive', 'closed']),
  supplementary: z.boolean(),
  lastFour: LastFour,
  activeFrom: BankDate.nullable(),
  expiryMonth: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  /** Credit cards only; a supplementary card has none of its own. */
  credit: CreditTerms.nullable(),
  /** Debit cards only, first linked first. */
  linkedAccountSourceIds: z.array(SourceId).max(20),
});
export type CardRecord = z.output<typeof CardRecord>;

export const CardTransactionRecord = z.object({
  sourceId: SourceId,
  cardSourceId: SourceId,
  date: BankDate,
  amountMinor: MinorUnitsText,
  currency: CurrencyCode,
  description: z.string().max(500),
  state: z.enum(['pending', 'posted', 'voided']),
});
export type CardTransactionRecord = z.output<typeof CardTransactionRecord>;

/** Cards with what callers may hear of them, no number and no PIN; the last record of a source id wins. */
export const ImportCards = defineRequest({
  subject: 'cards.v1.cards.import',
  askedBy: ['importer'],
  request: z.object({ records: z.array(CardRecord).min(1).max(200), onlyCheck: OnlyCheck }),
  reply: ImportReply,
  errors: [],
  timeoutMs: 30_000,
});

/** Transactions of credit cards that were imported; the last record of a source id wins. */
export const ImportCardTransactions = defineRequest({
  subject: 'cards.v1.transactions.import',
  askedBy: ['importer'],
  request: z.object({ records: z.array(CardTransactionRecord).min(1).max(200), onlyCheck: OnlyCheck }),
  reply: ImportReply,
  errors: [],
  timeoutMs: 30_000,
});

/** The feed is alive: what cards holds is right as of this moment. */
export const ConfirmCards = defineRequest({
  subject: 'cards.v1.data.confirm',
  askedBy: ['importer'],
  request: AsOf,
  reply: z.object({}),
  errors: [],
  timeoutMs: 5_000,
});
