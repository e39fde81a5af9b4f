import { z } from 'zod';
import { readForm, type WebhookForm } from '../../webhook-form.js';

/** A number, a SIP address or a word such as `anonymous`: any printable text. */
const Party = z.string().regex(/^[^\p{Cc}\p{Cs}]{0,200}$/u);

const CALL_STATUS = [
  ...(['queued', 'initiated', 'ringing', 'answered', 'in-progress'] as const),
  ...(['completed', 'busy', 'failed', 'no-answer', 'canceled'] as const),
] as const;
const DIAL_STATUS = ['completed', 'answered', 'busy', 'no-answer', 'failed', 'canceled'] as const;

/** What every request of a call has; the id is a UUID or a text such as `v3:…`. */
const Common = z.object({
  CallSid: z.string().regex(/^[\w:.-]{8,128}$/),
  From: Party,
  To: Party,
});

/** A call came in. With a connection id of ours set, it must be told here. */
export const CallWebhook = Common.extend({
  CallStatus: z.enum(CALL_STATUS).optional(),
  ConnectionId: z
    .string()
    .regex(/^\d{1,30}$/)
    .optional(),
  ShakenStirAttestation: z
    .string()
    .regex(/^[ABC]?$/)
    .optional(),
  ShakenStirValidated: z.enum(['true', 'false', '']).optional(),
});
export type CallWebhook = z.output<typeof CallWebhook>;

/** The result of a Gather; without `Digits`, or with none in it, nothing was pressed. */
export const GatherWebhook = Common.extend({
  Digits: z
    .string()
    .regex(/^[0-9*#]{0,32}$/)
    .default(''),
});
export type GatherWebhook = z.output<typeof GatherWebhook>;

/** The end of a Dial. */
export const DialWebhook = Common.extend({ DialCallStatus: z.enum(DIAL_STATUS) });
export type DialWebhook = z.output<typeof DialWebhook>;

/** The Redirect after a Gather. */
export const PlainWebhook = Common;

/** Call status. */
export const StatusWebhook = Common.extend({
  CallStatus: z.enum(CALL_STATUS),
  HangupSource: z
    .string()
    .regex(/^[\w-]{0,40}$/)
    .optional(),
});
export type StatusWebhook = z.output<typeof StatusWebhook>;

const NAME = /^[A-Z][A-Za-z0-9_.-]{0,99}$/;

/** Reads a signed form strictly (S20). @throws WebhookRefused naming the parameter that is wrong. */
export function readWebhook<Schema extends z.ZodType>(schema: Schema, form: WebhookForm): z.output<Schema> {
  return readForm(schema, form, NAME);
}
