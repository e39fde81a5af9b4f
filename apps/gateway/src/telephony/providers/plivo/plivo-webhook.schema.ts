import { z } from 'zod';
import { refuseHiddenNames } from '../../hidden-names.js';
import { readForm, type WebhookForm } from '../../webhook-form.js';
import { signedText } from './plivo-signature.js';

/** A number without its `+`, a SIP address or a word such as `anonymous`: any printable text. */
const Party = z.string().regex(/^[^\p{Cc}\p{Cs}]{0,200}$/u);

const GOING_ON = ['ringing', 'early-media', 'answered', 'in-progress'] as const;
const FINAL = ['completed', 'busy', 'failed', 'timeout', 'no-answer', 'cancel'] as const;

const Common = z.object({
  CallUUID: z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i),
  CallStatus: z.enum([...GOING_ON, ...FINAL]),
  From: Party,
  To: Party,
});

const HangupSource = z
  .string()
  .regex(/^[\w -]{0,40}$/)
  .optional();

/** A call came in; or, where no address for the end is set, a call is over. */
export const CallWebhook = Common.extend({
  STIRVerification: z
    .string()
    .regex(/^[A-Za-z ]{0,40}$/)
    .optional(),
  STIRAttestation: z
    .string()
    .regex(/^[A-Za-z ]{0,40}$/)
    .optional(),
  HangupSource,
});
export type CallWebhook = z.output<typeof CallWebhook>;

/** The result of a GetDigits. */
export const DigitsWebhook = Common.extend({ Digits: z.string().regex(/^[0-9*#]{0,99}$/) });
export type DigitsWebhook = z.output<typeof DigitsWebhook>;

/** The end of a Dial. */
export const DialWebhook = Common.extend({ DialStatus: z.enum(FINAL) });
export type DialWebhook = z.output<typeof DialWebhook>;

/** The Redirect after a GetDigits. */
export const PlainWebhook = Common;

/** The end of a call. */
export const HangupWebhook = Common.extend({ HangupSource });
export type HangupWebhook = z.output<typeof HangupWebhook>;

/** Also headers of a SIP caller, `X-PH-…`. */
const NAME = /^[A-Z][A-Za-z0-9_.-]{0,99}$/;

/** Names that Plivo documents for a call and that need not be there. */
const OPTIONAL_NAMES = [
  ...['Direction', 'Event', 'ParentAuthID', 'BillRate', 'SessionStart', 'ForwardedFrom', 'ALegUUID', 'ALegRequestUUID'],
  ...['STIRVerification', 'STIRAttestation', 'Digits', 'InputType', 'Speech', 'CallerName', 'RequestUUID'],
  ...['DialStatus', 'DialRingStatus', 'DialHangupCause', 'DialALegUUID', 'DialBLegUUID', 'DialBLegStatus'],
  ...['HangupCause', 'HangupCauseName', 'HangupCauseCode', 'HangupSource', 'Duration', 'BillDuration', 'TotalCost'],
  ...['StartTime', 'AnswerTime', 'EndTime'],
];

/**
 * Reads a signed form strictly (S20), also against a name hidden by a shifted boundary.
 * @throws WebhookRefused naming the parameter that is wrong.
 */
export function readWebhook<Schema extends z.ZodType>(schema: Schema, form: WebhookForm): z.output<Schema> {
  const parsed = readForm(schema, form, NAME);
  refuseHiddenNames(form, signedText(form), OPTIONAL_NAMES);
  return parsed;
}
