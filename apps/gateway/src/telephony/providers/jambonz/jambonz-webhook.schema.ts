import { z } from 'zod';

/** A number, a SIP user or a word such as `anonymous`: any printable text. Missing where the network tells none. */
const Party = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{0,200}$/u)
  .default('');

const Common = z.object({
  call_sid: z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i),
  direction: z.literal('inbound'),
});

/** The call hook: a call came in. It is not answered yet, so it cannot be over either. */
export const CallWebhook = Common.extend({
  from: Party,
  to: Party,
  call_status: z.enum(['trying', 'ringing', 'early-media', 'queued', 'in-progress']),
});
export type CallWebhook = z.output<typeof CallWebhook>;

/** The result of a gather; nobody's speech is listened to. */
export const GatherWebhook = z.discriminatedUnion('reason', [
  Common.extend({ reason: z.literal('dtmfDetected'), digits: z.string().regex(/^[0-9A-D*#]{0,32}$/) }),
  Common.extend({ reason: z.enum(['timeout', 'error']) }),
]);
export type GatherWebhook = z.output<typeof GatherWebhook>;

/** The end of a dial; without a status when nobody answered in time. */
export const DialWebhook = Common.extend({
  dial_call_status: z
    .enum(['completed', 'in-progress', 'busy', 'no-answer', 'failed', 'trying', 'ringing', 'early-media', 'queued'])
    .optional(),
});
export type DialWebhook = z.output<typeof DialWebhook>;

/** The call-status hook; also for the leg to an agent, which is outbound and nobody's call here. */
export const StatusWebhook = Common.extend({
  direction: z.enum(['inbound', 'outbound']),
  call_status: z.enum([
    'trying',
    'ringing',
    'early-media',
    'in-progress',
    'queued',
    'completed',
    'busy',
    'failed',
    'no-answer',
  ]),
  call_termination_by: z.enum(['caller', 'jambonz']).optional(),
});
export type StatusWebhook = z.output<typeof StatusWebhook>;
