import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { E164, Instant, LastFour } from '../fields.js';

const ClientNumber = z.string().regex(/^\d{9}$/);
const Person = z.string().min(1).max(200);
const Phones = z.array(E164).max(20);

/** A client as staff see them: no birth date, no digits of a credential but the last four. */
export const FindClient = defineRequest({
  subject: 'auth.v1.client.find',
  askedBy: ['gateway'],
  request: z.object({
    by: z.union([z.object({ clientId: z.uuid() }), z.object({ clientNumber: ClientNumber })]),
  }),
  reply: z.object({
    clientId: z.uuid(),
    clientNumber: ClientNumber,
    type: z.enum(['individual', 'business']),
    status: z.enum(['active', 'dormant', 'closed', 'deceased']),
    phones: z.array(z.object({ number: E164, changedAt: Instant.nullable() })),
    cards: z.array(
      z.object({
        cardId: z.uuid(),
        kind: z.enum(['credit', 'debit']),
        status: z.enum(['active', 'blocked', 'inactive', 'closed']),
        lastFour: LastFour,
        isLocked: z.boolean(),
      }),
    ),
  }),
  errors: ['NOT_FOUND'],
  timeoutMs: 2_000,
});

/**
 * Other registered numbers for a client: proposed by one, approved by another (S34). Done when the client still has those of
 * `before`; done already when they have those of `after`. A number that is new may be in quarantine (D12).
 */
export const ChangeClientPhones = defineRequest({
  subject: 'auth.v1.client-phones.change',
  askedBy: ['gateway'],
  request: z
    .object({
      clientId: z.uuid(),
      before: Phones,
      after: Phones,
      reason: z.string().min(3).max(500),
      proposedBy: Person,
      approvedBy: Person,
    })
    .refine(({ proposedBy, approvedBy }) => proposedBy !== approvedBy, { error: 'two are two', path: ['approvedBy'] }),
  reply: z.object({ changed: z.literal(true) }),
  errors: ['NOT_FOUND', 'CHANGED', 'IMPOSSIBLE_NUMBER'],
  timeoutMs: 2_000,
});
