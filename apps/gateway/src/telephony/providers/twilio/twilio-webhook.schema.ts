import { z } from 'zod';
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
  refuseHiddenNames(form);
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

/** Of these, the ones that other names contain: `Caller` stands in `CallerName` too. */
const PARTS_OF_OTHERS = OPTIONAL_NAMES.filter((name) =>
  OPTIONAL_NAMES.some((other) => other !== name && other.includes(name)),
);

/**
 * Names and values are signed without anything between them, so `FinishedOnKe=y#` has the signature of
 * `FinishedOnKey=#`. A name that is missing as a name but stands in the signed text was shifted there.
 */
function refuseHiddenNames(form: WebhookForm): void {
  const given = new Set(form.parameters.map(([name]) => name));
  const whole = signedText(form);
  // For a name that is part of others, the names that are given do not count.
  const values = form.parameters.map(([name, value]) => (OPTIONAL_NAMES.includes(name) ? '' : name) + value).join('\n');
  for (const name of OPTIONAL_NAMES) {
    const text = PARTS_OF_OTHERS.includes(name) ? values : whole;
    if (!given.has(name) && text.includes(name)) throw new WebhookRefused('malformed', name);
  }
  if (!given.has('msg') && whole.includes('msgGather')) throw new WebhookRefused('malformed', 'msg');
}
