import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { E164 } from '../fields.js';

const Person = z.string().min(1).max(200);

/**
 * Staff release a card locked for the phone channel, or a blocked caller number (requirements 4.5). One person ends the lock
 * and restarts the consecutive count; the total of wrong PINs goes on. A card whose total is used up takes two (S34): the
 * total is cleared too when a second person approved.
 */
export const ReleaseLock = defineRequest({
  subject: 'auth.v1.lock.release',
  askedBy: ['gateway'],
  request: z
    .object({
      subject: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('card'), cardId: z.uuid() }),
        z.object({ kind: z.literal('callerNumber'), callerNumber: E164 }),
      ]),
      reason: z.string().min(3).max(500),
      releasedBy: Person,
      /** Somebody else. */
      approvedBy: Person.optional(),
    })
    .refine(({ releasedBy, approvedBy }) => releasedBy !== approvedBy, { error: 'two are two', path: ['approvedBy'] }),
  reply: z.object({ released: z.boolean() }),
  errors: ['NOT_FOUND', 'SECOND_PERSON_NEEDED'],
  timeoutMs: 2_000,
});
