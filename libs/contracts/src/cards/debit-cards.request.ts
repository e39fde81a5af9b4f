import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { Granted, LastFour } from '../fields.js';

/** The client's active debit cards that are linked to an account, oldest first (A1, D22). */
export const ListDebitCards = defineRequest({
  subject: 'cards.v1.debit-cards.list',
  askedBy: ['gateway'],
  request: Granted,
  reply: z.object({
    cards: z.array(
      z.object({
        cardId: z.uuid(),
        lastFour: LastFour,
        /** First linked first. */
        linkedAccountIds: z.array(z.uuid()).min(1),
      }),
    ),
  }),
  errors: [],
  timeoutMs: 4_000,
});
