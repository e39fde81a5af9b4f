import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { E164, Instant, LastFour } from '../fields.js';

/** When a lock ends by itself; `null`: only staff end it. */
const Until = Instant.nullable();
const Limit = z.int().min(1).max(100);

/** Cards that are locked for the phone channel, by their id, a page at a time. */
export const ListLockedCards = defineRequest({
  subject: 'auth.v1.locked-cards.list',
  askedBy: ['gateway'],
  request: z.object({ limit: Limit, after: z.uuid().optional() }),
  reply: z.object({
    locks: z.array(
      z.object({
        cardId: z.uuid(),
        clientId: z.uuid(),
        kind: z.enum(['credit', 'debit']),
        lastFour: LastFour,
        until: Until,
        consecutive: z.int().min(0),
        total: z.int().min(0),
        /** The total is used up: releasing it takes two persons (S34). */
        takesTwo: z.boolean(),
      }),
    ),
  }),
  errors: [],
  timeoutMs: 2_000,
});

/** Caller numbers from which self-service is blocked, a page at a time. */
export const ListBlockedNumbers = defineRequest({
  subject: 'auth.v1.blocked-numbers.list',
  askedBy: ['gateway'],
  request: z.object({ limit: Limit, after: E164.optional() }),
  reply: z.object({ locks: z.array(z.object({ callerNumber: E164, until: Until })) }),
  errors: [],
  timeoutMs: 2_000,
});
