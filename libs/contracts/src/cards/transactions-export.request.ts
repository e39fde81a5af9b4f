import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { BankDate, CommandId, CurrencyCode, Granted, Instant, LastFour, MinorUnitsText } from '../fields.js';

/**
 * C3: keeps ready, past the end of the call, the posted transactions of one credit card after its last statement cut
 * (R38). What the export shows is as of this moment. Asking twice with one `commandId` gets the same export.
 */
export const OpenTransactionsExport = defineRequest({
  subject: 'cards.v1.transactions-export.open',
  askedBy: ['notifications'],
  request: Granted.extend({ commandId: CommandId, cardId: z.uuid() }),
  reply: z.discriminatedUnion('outcome', [
    z.object({
      outcome: z.literal('opened'),
      /** Whoever knows it may read the export until `expiresAt`: never logged, never spoken. */
      exportId: z.uuid(),
      expiresAt: Instant,
    }),
    z.object({ outcome: z.literal('no-transactions'), lastCutDate: BankDate }),
  ]),
  errors: ['CARD_NOT_FOUND'],
  timeoutMs: 2_000,
});

/** The card of an export, and how many transactions its pages hold. */
export const DescribeTransactionsExport = defineRequest({
  subject: 'cards.v1.transactions-export.describe',
  askedBy: ['notifications'],
  request: z.object({ exportId: z.uuid() }),
  reply: z.object({
    lastFour: LastFour,
    currency: CurrencyCode,
    lastCutDate: BankDate,
    transactionCount: z.int().min(0),
  }),
  errors: ['EXPORT_NOT_FOUND'],
  timeoutMs: 4_000,
});

/** Transactions of an export, oldest first, as many as one message holds. */
export const GetTransactionsExportPage = defineRequest({
  subject: 'cards.v1.transactions-export.page',
  askedBy: ['notifications'],
  request: z.object({
    exportId: z.uuid(),
    /** The `next` of the page before; absent: the first page. */
    after: z.string().max(50).optional(),
    limit: z.int().min(1).max(500).default(500),
  }),
  reply: z.object({
    transactions: z.array(
      z.object({
        date: BankDate,
        /** Below zero: a purchase; above: money returned. */
        amountMinor: MinorUnitsText,
        currency: CurrencyCode,
        description: z.string(),
      }),
    ),
    /** `null`: that was the last page. */
    next: z.string().nullable(),
  }),
  errors: ['EXPORT_NOT_FOUND'],
  timeoutMs: 4_000,
});
