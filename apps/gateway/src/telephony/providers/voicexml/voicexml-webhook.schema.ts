import { z } from 'zod';
import { readForm, type WebhookForm } from '../../webhook-form.js';

/** An address, a number or a word such as `anonymous`: any printable text. */
const Party = z.string().regex(/^[^\p{Cc}\p{Cs}]{0,200}$/u);

/** The call as its documents name it; nothing that would need escaping in a document. */
const Sid = z.string().regex(/^[A-Za-z0-9_.:/+@-]{1,200}$/);

/** A call began: what the entry document read from the session variables. */
export const StartedWebhook = z.strictObject({
  event: z.literal('start'),
  ani: Party,
  dnis: Party,
  callid: Party,
  visit: z.string().regex(/^[A-Za-z0-9.-]{8,80}$/),
});
export type StartedWebhook = z.output<typeof StartedWebhook>;

/** A field came to its end. Browsers write a key like a word, with blanks between them. */
export const InputWebhook = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('digits'),
    sid: Sid,
    digits: z
      .string()
      .regex(/^[0-9*#\s]{0,64}$/)
      .transform((digits) => digits.replace(/\s/g, '')),
  }),
  z.strictObject({ event: z.enum(['noinput', 'nomatch']), sid: Sid }),
]);
export type InputWebhook = z.output<typeof InputWebhook>;

/** A transfer came to its end, or could not begin. Platforms have words of their own beside the standard's. */
export const TransferWebhook = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('transfer'), sid: Sid, outcome: z.string().regex(/^[A-Za-z_.]{1,60}$/) }),
  z.strictObject({ event: z.literal('transferfailed'), sid: Sid, reason: z.string().regex(/^[\w.-]{1,100}$/) }),
]);
export type TransferWebhook = z.output<typeof TransferWebhook>;

/** A call is over for us: the caller is gone, or with somebody else. */
export const EndedWebhook = z.strictObject({ event: z.enum(['hangup', 'transferred']), sid: Sid });
export type EndedWebhook = z.output<typeof EndedWebhook>;

/** @throws WebhookRefused naming the parameter that is wrong. */
export function readWebhook<Schema extends z.ZodType>(schema: Schema, form: WebhookForm): z.output<Schema> {
  return readForm(schema, form, /^[a-z]{1,16}$/);
}
