import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { BankDate, CommandId, CurrencyCode, Granted, Instant, LastFour, MinorUnitsText } from '../fields.js';

/**
 * A3: keeps ready, past the end of the call, the statements of the client's accounts in one currency (D15 to D17). What
 * the export shows is as of this moment; movements posted later are not in it. Asking twice with one `commandId` gets
 * the same export.
 */
export const OpenStatementExport = defineRequest({
  subject: 'accounts.v1.statement-export.open',
  askedBy: ['notifications'],
  request: Granted.extend({
    commandId: CommandId,
    currency: CurrencyCode,
    /** How far back the period reaches from today, in days. */
    days: z.int().min(1).max(90),
  }),
  reply: z.discriminatedUnion('outcome', [
    z.object({
      outcome: z.literal('opened'),
      /** Whoever knows it may read the export until `expiresAt`: never logged, never spoken. */
      exportId: z.uuid(),
      expiresAt: Instant,
    }),
    z.object({ outcome: z.literal('no-account') }),
  ]),
  errors: [],
  timeoutMs: 2_000,
});

const ExportedMovement = z.object({
  date: BankDate,
  /** In the account's currency; below zero: money out. */
  amountMinor: MinorUnitsText,
  description: z.string(),
});

const ExportedAccount = z.object({
  accountId: z.uuid(),
  type: z.enum(['current', 'savings']),
  currency: CurrencyCode,
  lastFour: LastFour,
  openingBalanceMinor: MinorUnitsText,
  closingBalanceMinor: MinorUnitsText,
  movementCount: z.int().min(0),
  /** Oldest first, when all movements of the export fit into this message; absent: they are asked for page by page. */
  movements: z.array(ExportedMovement).optional(),
});

/** The accounts of an export, in reading order, with the balances that its pages add up to. */
export const DescribeStatementExport = defineRequest({
  subject: 'accounts.v1.statement-export.describe',
  askedBy: ['notifications'],
  request: z.object({ exportId: z.uuid() }),
  reply: z.object({
    periodStart: BankDate,
    periodEnd: BankDate,
    accounts: z.array(ExportedAccount).min(1),
  }),
  errors: ['EXPORT_NOT_FOUND'],
  timeoutMs: 4_000,
});

/** Movements of one account of an export, oldest first, as many as one message holds. */
export const GetStatementExportPage = defineRequest({
  subject: 'accounts.v1.statement-export.page',
  askedBy: ['notifications'],
  request: z.object({
    exportId: z.uuid(),
    accountId: z.uuid(),
    /** The `next` of the page before; absent: the first page. */
    after: z.string().max(50).optional(),
    limit: z.int().min(1).max(500).default(500),
  }),
  reply: z.object({
    movements: z.array(ExportedMovement),
    /** `null`: that was the last page. */
    next: z.string().nullable(),
  }),
  errors: ['EXPORT_NOT_FOUND'],
  timeoutMs: 4_000,
});
