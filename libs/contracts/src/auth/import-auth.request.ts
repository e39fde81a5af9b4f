import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { BankDate, E164, Sealed, SourceId } from '../fields.js';
import { ImportReply, OnlyCheck } from '../import.js';

export const ClientRecord = z.object({
  sourceId: SourceId,
  clientNumber: z.string().regex(/^\d{9}$/),
  type: z.enum(['individual', 'business']),
  status: z.enum(['active', 'dormant', 'closed', 'deceased']),
  birthDate: BankDate.nullable(),
  phones: z.array(E164).max(20),
});
export type ClientRecord = z.output<typeof ClientRecord>;

export const CardCredentialRecord = z.object({
  sourceId: SourceId,
  ownerSourceId: SourceId,
  kind: z.enum(['credit', 'debit']),
  status: z.enum(['active', 'blocked', 'inactive', 'closed']),
  supplementary: z.boolean(),
  activeFrom: BankDate.nullable(),
  /** The last month the card is good for, `YYYY-MM`. */
  expiryMonth: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  /** Sealed with the context `import`. */
  sealedPan: Sealed,
  sealedPin: Sealed,
  /** Grows when the PIN changes; a verifier of the same version is left as it is. */
  pinVersion: z.int().min(1),
});
export type CardCredentialRecord = z.output<typeof CardCredentialRecord>;

/** Clients as the bank's core knows them; the last record of a source id wins. Counters and locks are untouched. */
export const ImportClients = defineRequest({
  subject: 'auth.v1.clients.import',
  askedBy: ['importer'],
  request: z.object({ records: z.array(ClientRecord).min(1).max(200), onlyCheck: OnlyCheck }),
  reply: ImportReply,
  errors: [],
  timeoutMs: 30_000,
});

/** Cards with their number and PIN, sealed; stored as a keyed token and a verifier (S1, S2). */
export const ImportCardCredentials = defineRequest({
  subject: 'auth.v1.card-credentials.import',
  askedBy: ['importer'],
  request: z.object({ importId: z.uuid(), records: z.array(CardCredentialRecord).min(1).max(50) }),
  reply: ImportReply,
  errors: ['SEAL_REFUSED'],
  timeoutMs: 30_000,
});
