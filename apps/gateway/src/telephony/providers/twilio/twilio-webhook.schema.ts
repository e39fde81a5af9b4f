import { z } from 'zod';
import { refuseHiddenNames } from '../../hidden-names.js';
import { readForm, type WebhookForm } from '../../webhook-form.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { signedText } from './twilio-signature.js';

/** A number, `sip:user@host`, `client:name` or a word such as `anonymous`: any printable text. */
const Party = z.string().regex(/^[^\p{Cc}\p{Cs}]{0,200}$/u);

const CALL_STATUS = [
  'queued',
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'failed',
  'no-answer',
  'canceled',
] as const;
const DIAL_STATUS = ['completed', 'answered', 'busy', 'no-answer', 'failed', 'canceled'] as const;

const Common = z.object({
  AccountSid: z.string().regex(/^AC[0-9a-fA-F]{32}$/),
  CallSid: z.string().regex(/^CA[0-9a-fA-F]{32}$/),
  CallStatus: z.enum(CALL_STATUS),
  From: Party,
  To: Party,
});

/** "A call comes in", and every later request of the call. */
export const CallWebhook = Common.extend({
  StirVerstat: z
    .string()
    .regex(/^(?:TN-Validation-(?:Passed-[ABC]|Failed(?:-[ABC])?)|No-TN-Validation)(?:-Diverted)?$/)
    .optional(),
});
export type CallWebhook = z.output<typeof CallWebhook>;

/** The result of a Gather; `Digits` is present also when nothing was pressed. */
export const GatherWebhook = Common.extend({
  Digits: z.string().regex(/^[0-9*#]{0,32}$/),
  FinishedOnKey: z
    .string()
    .regex(/^[0-9*#]?$/)
    .optional(),
});
export type GatherWebhook = z.output<typeof GatherWebhook>;

/** The end of a Dial. */
export const DialWebhook = Common.extend({ DialCallStatus: z.enum(DIAL_STATUS) });
export type DialWebhook = z.output<typeof DialWebhook>;

/** A step without a result of its own: the Redirect after a Gather, and the call status. */
export const PlainWebhook = Common;
export type PlainWebhook = z.output<typeof PlainWebhook>;

/**
 * Reads a signed form strictly (S20), also against a name hidden by a shifted boundary.
 * @throws WebhookRefused naming the parameter that is wrong.
 */
export function readWebhook<Schema extends z.ZodType>(schema: Schema, form: WebhookForm): z.output<Schema> {
  const parsed = readForm(schema, form, NAME);
  const signed = signedText(form);
  refuseHiddenNames(form, signed, OPTIONAL_NAMES);
  // `msg` is too short to look for; its value is always the same.
  if (form.valuesOf('msg').length === 0 && signed.includes('msgGather')) throw new WebhookRefused('malformed', 'msg');
  return parsed;
}

const NAME = /^(?:[A-Z][A-Za-z0-9_.-]{0,99}|msg)$/;

const PLACE = ['City', 'State', 'Zip', 'Country'];

/** Names that Twilio documents for a call and that need not be there. */
const OPTIONAL_NAMES = [
  ...['ApiVersion', 'Direction', 'Caller', 'Called', 'ForwardedFrom', 'CallerName', 'ParentCallSid', 'CallToken'],
  ...['From', 'To', 'Caller', 'Called'].flatMap((party) => PLACE.map((part) => party + part)),
  ...['StirVerstat', 'Digits', 'FinishedOnKey', 'SpeechResult', 'Confidence', 'ErrorCode', 'ErrorUrl'],
  ...['DialCallStatus', 'DialCallSid', 'DialCallDuration', 'DialBridged', 'RecordingUrl'],
  ...['CallDuration', 'SequenceNumber', 'Timestamp', 'CallbackSource'],
];
