import { DeliveryState, DeliverySummary } from '#libs/contracts';
import { z } from 'zod';
import { Next, PAGE } from '../routes/paging.js';
import { defineRoute } from '../routes/route.js';
import { EVERY_ROLE } from '../routes/role.js';

const DELIVERY = {
  deliveryId: '3f0b1a7c-5d2e-4c6f-8a9b-0c1d2e3f4a5b',
  clientId: '0d6f7a10-1c3e-5b7a-8f21-6a9e5d4c3b2a',
  kind: 'statement',
  language: 'sq',
  state: 'dead',
  attempts: 8,
  maskedAddress: 'c…@example.com',
  acceptedAt: '2026-11-22T09:30:00.000Z',
  nextAttemptAt: null,
  sentAt: null,
  lastReply: '452 4.2.2 mailbox full',
} as const;

/** E-mails that were promised. */
export const ListDeliveries = defineRoute({
  id: 'listDeliveries',
  method: 'get',
  path: '/deliveries',
  tag: 'deliveries',
  summary:
    'E-mails that were promised, newest first; how many there are in each state; whether the mail server answers',
  access: EVERY_ROLE,
  effect: 'none',
  query: z.strictObject({ ...PAGE, state: DeliveryState.optional() }),
  reply: z.object({
    deliveries: z.array(DeliverySummary),
    next: Next,
    counts: z.object(Object.fromEntries(DeliveryState.options.map((state) => [state, z.int().min(0)]))),
    mailServer: z.object({
      awaySince: z.iso.datetime({ offset: true }).nullable(),
      lastProblem: z.string().nullable(),
    }),
  }),
  examples: {
    reply: {
      deliveries: [DELIVERY],
      next: null,
      counts: { queued: 0, sending: 0, sent: 41, unknown: 0, dead: 1 },
      mailServer: { awaySince: null, lastProblem: null },
    },
  },
});

/** Another try for what was given up. */
export const RequeueDeliveries = defineRoute({
  id: 'requeueDeliveries',
  method: 'post',
  path: '/deliveries/requeue',
  tag: 'deliveries',
  summary: 'Have e-mails that were given up tried again, from the beginning',
  access: ['operator', 'administrator'],
  effect: 'changes',
  body: z.strictObject({ deliveryIds: z.array(z.uuid()).min(1).max(100) }),
  reply: z.object({
    requeued: z.int().min(0),
    refused: z.array(
      z.object({
        deliveryId: z.uuid(),
        why: z.enum(['not-found', 'not-dead', 'expired', 'no-email', 'no-password']),
      }),
    ),
  }),
  examples: { body: { deliveryIds: [DELIVERY.deliveryId] }, reply: { requeued: 1, refused: [] } },
});
