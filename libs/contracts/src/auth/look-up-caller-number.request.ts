import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { E164 } from '../fields.js';

/**
 * What the caller number alone says (requirements 4.1): whether it can be used at all, and whether any client
 * registered it. Never whose it is.
 */
export const LookUpCallerNumber = defineRequest({
  subject: 'auth.v1.caller-number.look-up',
  askedBy: ['gateway'],
  request: z.object({
    callId: z.uuid(),
    /** As the provider reported it, unchanged; auth brings it to international form (P17). */
    presentedNumber: z.string().max(200),
  }),
  reply: z.discriminatedUnion('standing', [
    z.object({ standing: z.literal('HIDDEN') }),
    z.object({ standing: z.enum(['REGISTERED', 'UNREGISTERED']), callerNumber: E164 }),
  ]),
  errors: [],
  timeoutMs: 1_500,
});
