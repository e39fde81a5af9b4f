import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { Instant, Language } from '../fields.js';

/** How far an e-mail has come; `unknown`: the server may have taken it, its reply did not arrive. */
export const DeliveryState = z.enum(['queued', 'sending', 'sent', 'unknown', 'dead']);
export type DeliveryState = z.output<typeof DeliveryState>;

/** What staff may see of a delivery: no address in full, no figures. */
export const DeliverySummary = z.object({
  deliveryId: z.uuid(),
  clientId: z.uuid(),
  kind: z.enum(['statement', 'transaction-list', 'email-changed', 'phones-changed']),
  language: Language,
  state: DeliveryState,
  attempts: z.int().min(0),
  /** `null`: the client has no address any more. */
  maskedAddress: z.string().nullable(),
  acceptedAt: Instant,
  /** When it is tried next; `null`: not again by itself. */
  nextAttemptAt: Instant.nullable(),
  sentAt: Instant.nullable(),
  /** The mail server's last words, or ours when it did not get to speak; addresses are taken out. */
  lastReply: z.string().nullable(),
});
export type DeliverySummary = z.output<typeof DeliverySummary>;

/** Deliveries, newest first, a page at a time. */
export const ListDeliveries = defineRequest({
  subject: 'notifications.v1.deliveries.list',
  askedBy: ['gateway', 'staff'],
  request: z.object({
    states: z.array(DeliveryState).min(1).max(5).optional(),
    limit: z.int().min(1).max(100).default(50),
    /** The `next` of the page before. */
    after: z.string().max(100).optional(),
  }),
  reply: z.object({
    deliveries: z.array(DeliverySummary),
    next: z.string().nullable(),
    /** All there are, by state. */
    counts: z.record(DeliveryState, z.int().min(0)),
    mailServer: z.object({
      /** `null`: it answers, as far as is known. */
      awaySince: Instant.nullable(),
      lastProblem: z.string().nullable(),
    }),
  }),
  errors: [],
  timeoutMs: 4_000,
});

/**
 * Staff have dead deliveries, or ones given up as `unknown`, tried again from the beginning. A delivery whose data are no
 * longer kept ready (48 hours) cannot be: the client has to ask again.
 */
export const RequeueDeliveries = defineRequest({
  subject: 'notifications.v1.deliveries.requeue',
  askedBy: ['gateway', 'staff'],
  request: z.object({
    which: z.union([z.literal('dead'), z.array(z.uuid()).min(1).max(100)]),
    requestedBy: z.string().min(1).max(100),
  }),
  reply: z.object({
    requeued: z.int().min(0),
    refused: z.array(
      z.object({ deliveryId: z.uuid(), why: z.enum(['not-found', 'not-dead', 'expired', 'no-email', 'no-password']) }),
    ),
  }),
  errors: [],
  timeoutMs: 4_000,
});
