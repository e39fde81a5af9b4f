import { z } from 'zod';
import { defineEvent } from '../define-event.js';
import { defineRequest } from '../define-request.js';
import { Instant } from '../fields.js';

/** The call is over: its grants open nothing any more. Asking twice is harmless. */
export const EndCall = defineRequest({
  subject: 'auth.v1.call.end',
  askedBy: ['gateway'],
  request: z.object({ callId: z.uuid() }),
  reply: z.object({}),
  errors: [],
  timeoutMs: 2_000,
});

/** Told to the data services; a grant that nobody revoked still ends by itself at `call.maxMinutes`. */
export const CallGrantsRevoked = defineEvent({
  subject: 'auth.v1.call-grants.revoked',
  heardBy: ['accounts', 'cards', 'notifications'],
  payload: z.object({ callId: z.uuid(), until: Instant }),
});
