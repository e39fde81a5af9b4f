import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { CommandId } from '../fields.js';

const Person = z.string().min(1).max(200);
const Email = z.string().min(3).max(254);

/** Where a client's e-mails go, for staff who may change it. */
export const FindRecipient = defineRequest({
  subject: 'notifications.v1.recipient.find',
  askedBy: ['gateway'],
  request: z.object({ clientId: z.uuid() }),
  reply: z.object({
    /** `null`: none registered. */
    email: Email.nullable(),
    maskedEmail: z.string().nullable(),
    /** A mail server refused it, or the bank says that mail to it does not arrive. */
    isUndeliverable: z.boolean(),
  }),
  errors: ['NOT_FOUND'],
  timeoutMs: 2_000,
});

/**
 * Another e-mail address for a client: proposed by one, approved by another; the owner is told at the old address, and
 * statements to the new one wait 24 hours (S34). Done when the address is still that of `before`; done already when it is
 * that of `after`.
 */
export const ChangeRecipientEmail = defineRequest({
  subject: 'notifications.v1.recipient.change-email',
  askedBy: ['gateway'],
  request: z
    .object({
      commandId: CommandId,
      clientId: z.uuid(),
      before: Email.nullable(),
      after: Email.nullable(),
      proposedBy: Person,
      approvedBy: Person,
    })
    .refine(({ proposedBy, approvedBy }) => proposedBy !== approvedBy, { error: 'two are two', path: ['approvedBy'] }),
  reply: z.object({ ownerIsTold: z.boolean() }),
  errors: ['NOT_FOUND', 'CHANGED', 'BAD_ADDRESS'],
  timeoutMs: 4_000,
});

/** The owner is told, at the address on record, that their registered phone numbers were changed (S34). */
export const TellOfPhonesChanged = defineRequest({
  subject: 'notifications.v1.phones-changed.tell',
  askedBy: ['gateway'],
  request: z.object({ commandId: CommandId, clientId: z.uuid() }),
  reply: z.object({ ownerIsTold: z.boolean() }),
  errors: [],
  timeoutMs: 4_000,
});
