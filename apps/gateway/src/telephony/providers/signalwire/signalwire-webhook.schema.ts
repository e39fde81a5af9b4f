import { z } from 'zod';
import { refuseHiddenNames } from '../../hidden-names.js';
import { readForm, type WebhookForm } from '../../webhook-form.js';
import { signedText } from './signalwire-signature.js';

/** A number, a SIP address or a word such as `anonymous`: any printable text. */
const Party = z.string().regex(/^[^\p{Cc}\p{Cs}]{0,200}$/u);
const Id = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);

const CALL_STATUS = [
  ...(['queued', 'initiated', 'ringing', 'answered', 'in-progress'] as const),
  ...(['completed', 'busy', 'failed', 'no-answer', 'canceled'] as const),
] as const;
const DIAL_STATUS = ['completed', 'answered', 'busy', 'no-answer', 'failed', 'canceled'] as const;

/** What every request of a call has: project and call are UUIDs. */
const Common = z.object({
  AccountSid: Id,
  CallSid: Id,
  CallStatus: z.enum(CALL_STATUS),
  From: Party,
  To: Party,
});

/** A call came in. No attestation is told. */
export const CallWebhook = Common;
export type CallWebhook = z.output<typeof CallWebhook>;

/** The result of a Gather; `Digits` is present also when nothing was pressed. */
export const GatherWebhook = Common.extend({ Digits: z.string().regex(/^[0-9*#]{0,32}$/) });
export type GatherWebhook = z.output<typeof GatherWebhook>;

/** The end of a Dial. */
export const DialWebhook = Common.extend({ DialCallStatus: z.enum(DIAL_STATUS) });
export type DialWebhook = z.output<typeof DialWebhook>;

/** A step without a result of its own: the Redirect after a Gather, and the call status. */
export const PlainWebhook = Common;
export type PlainWebhook = z.output<typeof PlainWebhook>;

const NAME = /^[A-Z][A-Za-z0-9_.-]{0,99}$/;

/** Names SignalWire documents for a call and that need not be there. */
const OPTIONAL_NAMES = [
  ...['ApiVersion', 'Direction', 'ParentCallSid', 'ForwardedFrom', 'CallerName', 'Digits', 'SpeechResult'],
  ...['Confidence', 'DialCallStatus', 'DialCallSid', 'DialCallDuration', 'RecordingUrl', 'CallDuration', 'Timestamp'],
  ...['HangupBy', 'HangupDirection', 'SipResultCode', 'SipInviteResultPhrase', 'SequenceNumber', 'CallbackSource'],
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
