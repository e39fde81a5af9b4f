import { z } from 'zod';
import { WebhookRefused } from '../../webhook-refused.js';
import type { TwilioForm } from './twilio-form.js';

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
 * Reads a signed form strictly (S20): every name once, the names we use with their pattern, and no name hidden by a
 * shifted boundary. Names unknown to us are let through, as Twilio adds some without notice.
 * @throws WebhookRefused naming the parameter that is wrong.
 */
export function readWebhook<Schema extends z.ZodType>(schema: Schema, form: TwilioForm): z.output<Schema> {
  const given = new Map<string, string>();
  for (const [name, value] of form.parameters) {
    if (given.has(name) || !NAME.test(name)) throw new WebhookRefused('malformed', 'name');
    given.set(name, value);
  }
  refuseHiddenNames(form, given);
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw new WebhookRefused('malformed', parsed.error.issues[0]?.path.join('.'));
  return parsed.data;
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
function refuseHiddenNames(form: TwilioForm, given: ReadonlyMap<string, string>): void {
  const whole = form.signedText();
  // For a name that is part of others, the names that are given do not count.
  const values = form.parameters.map(([name, value]) => (OPTIONAL_NAMES.includes(name) ? '' : name) + value).join('\n');
  for (const name of OPTIONAL_NAMES) {
    const text = PARTS_OF_OTHERS.includes(name) ? values : whole;
    if (!given.has(name) && text.includes(name)) throw new WebhookRefused('malformed', name);
  }
  if (!given.has('msg') && whole.includes('msgGather')) throw new WebhookRefused('malformed', 'msg');
}
