import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { BankDate, CurrencyCode, MinorUnitsText, SourceId } from '../fields.js';
import { AsOf, ImportReply, OnlyCheck } from '../import.js';

export const AccountRecord = z.object({
  sourceId: SourceId,
  /** The bank's account number; digits and separators. */
  number: z.string().regex(/^[0-9A-Z][0-9A-Z -]{3,40}$/),
  holderSourceIds: z.array(SourceId).min(1).max(20),
  type: z.enum(['current', 'savings', 'deposit', 'loan']),
  status: z.enum(['open', 'closed']),
  currency: CurrencyCode,
  openedDate: BankDate,
  bookedBalanceMinor: MinorUnitsText,
  availableBalanceMinor: MinorUnitsText,
});
export type AccountRecord = z.output<typeof AccountRecord>;

export const AccountTransactionRecord = z.object({
  sourceId: SourceId,
  accountSourceId: SourceId,
  date: BankDate,
  amountMinor: MinorUnitsText,
  description: z.string().max(500),
});
export type AccountTransactionRecord = z.output<typeof AccountTransactionRecord>;

/** Accounts as the bank's core knows them; the last record of a source id wins. */
export const ImportAccounts = defineRequest({
  subject: 'accounts.v1.accounts.import',
  askedBy: ['importer'],
  request: z.object({ records: z.array(AccountRecord).min(1).max(200), onlyCheck: OnlyCheck }),
  reply: ImportReply,
  errors: [],
  timeoutMs: 30_000,
});

/** Movements of accounts that were imported; the last record of a source id wins. */
export const ImportAccountTransactions = defineRequest({
  subject: 'accounts.v1.transactions.import',
  askedBy: ['importer'],
  request: z.object({ records: z.array(AccountTransactionRecord).min(1).max(200), onlyCheck: OnlyCheck }),
  reply: ImportReply,
  errors: [],
  timeoutMs: 30_000,
});

/** The feed is alive: what accounts holds is right as of this moment. */
export const ConfirmAccounts = defineRequest({
  subject: 'accounts.v1.data.confirm',
  askedBy: ['importer'],
  request: AsOf,
  reply: z.object({}),
  errors: [],
  timeoutMs: 5_000,
});
