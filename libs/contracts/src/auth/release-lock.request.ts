import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { E164 } from '../fields.js';

/**
 * Staff release a card locked for the phone channel, or a blocked caller number (requirements 4.5). Clears the
 * consecutive counter and, for a card, the total of wrong PINs.
 */
export const ReleaseLock = defineRequest({
  subject: 'auth.v1.lock.release',
  askedBy: ['gateway'],
  request: z.object({
    subject: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('card'), cardId: z.uuid() }),
      z.object({ kind: z.literal('callerNumber'), callerNumber: E164 }),
    ]),
    reason: z.string().min(3).max(500),
    releasedBy: z.string().min(1).max(100),
  }),
  reply: z.object({ released: z.boolean() }),
  errors: ['NOT_FOUND'],
  timeoutMs: 2_000,
});
