import { z } from 'zod';

/** A number, a SIP user or a word: any printable text. Missing for calls from an app. */
const Party = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{0,200}$/u)
  .default('');

const Common = z.object({
  /** Of this leg; a leg to an agent has one of its own. */
  uuid: z.string().regex(/^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i),
  /** Of the call: all legs have the same. */
  conversation_uuid: z.string().regex(/^CON-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i),
});

/** The answer webhook: a call came in. An event or a result sent here is none. */
export const CallWebhook = Common.extend({
  from: Party,
  to: Party,
  status: z.never().optional(),
  dtmf: z.never().optional(),
});
export type CallWebhook = z.output<typeof CallWebhook>;

/** The result of an input; sent in any case, also when nothing was pressed. */
export const InputWebhook = Common.extend({
  dtmf: z.object({
    digits: z
      .string()
      .regex(/^[0-9*#]{0,32}$/)
      .nullish()
      .transform((digits) => digits ?? ''),
    timed_out: z.boolean(),
  }),
  status: z.never().optional(),
});
export type InputWebhook = z.output<typeof InputWebhook>;

/** What becomes of the leg to an agent, told at the address of the connect. */
export const ConnectWebhook = Common.extend({
  direction: z.enum(['inbound', 'outbound']),
  status: z.enum([
    'started',
    'ringing',
    'answered',
    'machine',
    'human',
    'busy',
    'cancelled',
    'unanswered',
    'disconnected',
    'rejected',
    'failed',
    'timeout',
    'completed',
  ]),
});
export type ConnectWebhook = z.output<typeof ConnectWebhook>;

/** Anything told at the event address: of both legs, and errors, which have no status. Only the end of a call is used. */
export const EventWebhook = z.object({
  conversation_uuid: Common.shape.conversation_uuid.optional(),
  direction: z.enum(['inbound', 'outbound']).optional(),
  status: z
    .string()
    .regex(/^[a-z_-]{1,40}$/)
    .optional(),
  disconnected_by: z.enum(['platform', 'user']).optional(),
});
export type EventWebhook = z.output<typeof EventWebhook>;

/** A webhook that had no answer at its own address, sent to the fallback with that address in it. */
export const FallbackWebhook = z.object({
  original_request: z.object({
    url: z
      .string()
      .max(2_000)
      .transform((url) => /\/telephony\/vonage\/(call|calls\/[^/?#]+\/(?:input\/[^/?#]+|transfer))$/.exec(url)?.[1])
      .pipe(z.string()),
  }),
});
