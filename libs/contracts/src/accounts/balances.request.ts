import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { CurrencyCode, Granted, Instant, LastFour, MinorUnitsText } from '../fields.js';

const AccountBalance = z.object({
  accountId: z.uuid(),
  type: z.enum(['current', 'savings']),
  currency: CurrencyCode,
  availableBalanceMinor: MinorUnitsText,
  /** The last four digits of the whole account number, separators left out. */
  lastFour: LastFour,
  asOf: Instant,
});

/** A2: every open current and savings account the client holds, in the order they are read (R48, requirements 5.2). */
export const ListBalances = defineRequest({
  subject: 'accounts.v1.balances.list',
  askedBy: ['gateway'],
  request: Granted,
  reply: z.object({ accounts: z.array(AccountBalance) }),
  errors: [],
  timeoutMs: 4_000,
});

/** A1: the current accounts linked to a debit card, first linked first (R46). Accounts of others are left out. */
export const GetLinkedBalances = defineRequest({
  subject: 'accounts.v1.linked-balances.get',
  askedBy: ['gateway'],
  request: Granted.extend({ accountIds: z.array(z.uuid()).min(1).max(20) }),
  reply: z.object({ accounts: z.array(AccountBalance) }),
  errors: [],
  timeoutMs: 4_000,
});
