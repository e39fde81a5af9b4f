import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { BankDate, CommandId, CurrencyCode, Granted, Language } from '../fields.js';

/** What the caller may hear after asking for an e-mail (requirements 5.3). */
const COMMON_OUTCOMES = ['queued', 'already', 'limit', 'no-email', 'no-password'] as const;

const EmailRequest = Granted.extend({ commandId: CommandId, language: Language });

/** A3: statements of the client's accounts in one currency (R50, D16 to D20). `queued` is said only after the commit. */
export const RequestStatement = defineRequest({
  subject: 'notifications.v1.statement.request',
  askedBy: ['gateway'],
  request: EmailRequest.extend({ currency: CurrencyCode }),
  reply: z.object({ outcome: z.enum([...COMMON_OUTCOMES, 'no-account']) }),
  errors: [],
  timeoutMs: 4_000,
});

/** C3: the posted transactions of one credit card after the last statement cut (R38). */
export const RequestTransactionList = defineRequest({
  subject: 'notifications.v1.transaction-list.request',
  askedBy: ['gateway'],
  request: EmailRequest.extend({ cardId: z.uuid() }),
  reply: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.enum(COMMON_OUTCOMES) }),
    z.object({ outcome: z.literal('no-transactions'), lastCutDate: BankDate }),
  ]),
  errors: ['CARD_NOT_FOUND'],
  timeoutMs: 4_000,
});
