import { z } from 'zod';
import { readForm, type WebhookForm } from '../../webhook-form.js';

/** A number, a name or a word such as `anonymous`: any printable text. */
const Party = z.string().regex(/^[^\p{Cc}\p{Cs}]{0,200}$/u);

/** What every request holds; `exiting` when it is the last one of the call. */
const Common = z.object({
  session_id: z.string().regex(/^[0-9A-Za-z-]{8,64}$/),
  exiting: z.literal('true').optional(),
});

/** The first request of a call. What is not known is left out. */
export const CallWebhook = Common.extend({
  'Caller-Caller-ID-Number': Party.default(''),
  'Caller-Destination-Number': Party.default(''),
  'Caller-Privacy-Hide-Number': z.enum(['true', 'false']).default('false'),
});
export type CallWebhook = z.output<typeof CallWebhook>;

/** After the wait for a key, with the key or without one; `typed` holds the keys before it, sealed. */
export const KeyWebhook = Common.extend({
  key: z
    .string()
    .regex(/^[0-9*#]$/)
    .optional(),
  typed: z
    .string()
    .regex(/^[\w-]{1,200}$/)
    .optional(),
});
export type KeyWebhook = z.output<typeof KeyWebhook>;

/** After a transfer; how it ended is left out when it could not even begin. */
export const TransferWebhook = Common.extend({
  originate_disposition: z
    .string()
    .regex(/^[A-Z0-9_]{1,60}$/)
    .optional(),
});
export type TransferWebhook = z.output<typeof TransferWebhook>;

/**
 * Names that FreeSWITCH adds are let through; those we use have their pattern.
 * @throws WebhookRefused naming the parameter that is wrong.
 */
export function readWebhook<Schema extends z.ZodType>(schema: Schema, form: WebhookForm): z.output<Schema> {
  return readForm(schema, form, /^[A-Za-z][\w-]{0,99}$/);
}
