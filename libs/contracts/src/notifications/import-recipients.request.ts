import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { Sealed, SourceId } from '../fields.js';
import { ImportReply } from '../import.js';

/** Where a client's e-mails go (requirements 5.3), as the bank has it on record. */
export const RecipientRecord = z.object({
  sourceId: SourceId,
  name: z.string().max(200),
  /** `null`: none registered. */
  email: z.string().max(320).nullable(),
  /** The bank knows that mail to this address does not arrive; counts as none (D18). */
  emailUndeliverable: z.boolean(),
  /** Sealed for notifications with the context `import`; `null`: none registered at a branch (D19). */
  sealedStatementPassword: Sealed.nullable(),
});
export type RecipientRecord = z.output<typeof RecipientRecord>;

/** Addresses and statement passwords; the last record of a source id wins. Deliveries under way are untouched. */
export const ImportRecipients = defineRequest({
  subject: 'notifications.v1.recipients.import',
  askedBy: ['importer'],
  request: z.object({ importId: z.uuid(), records: z.array(RecipientRecord).min(1).max(50) }),
  reply: ImportReply,
  errors: [],
  timeoutMs: 30_000,
});
