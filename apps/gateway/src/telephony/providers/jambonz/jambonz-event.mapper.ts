import type { CallEvent, TransferOutcome } from '../../call-event.js';
import { enteredKeys } from '../../entered-keys.js';
import { presentedNumber } from '../../presented-number.js';
import type { CallWebhook, DialWebhook, GatherWebhook, StatusWebhook } from './jambonz-webhook.schema.js';

type Event<Kind extends CallEvent['kind']> = CallEvent & { kind: Kind };

/** A call came in. The number is as the trunk gave it, with or without `+`; jambonz says nothing of attestation. */
export function toStarted(webhook: CallWebhook, at: number): Event<'started'> {
  return {
    kind: 'started',
    at,
    providerCallId: webhook.call_sid,
    callerNumber: presentedNumber(webhook.from),
    dialledNumber: webhook.to,
    attestation: 'unknown',
  };
}

/**
 * Keys, or silence. Fewer keys than `expected` were ended by `#` or by silence, jambonz does not say which; no keys at
 * all, and yet keys reported, is `#` alone.
 */
export function toInput(webhook: GatherWebhook, expected: number, at: number): Event<'input' | 'noInput'> {
  if (webhook.reason !== 'dtmfDetected') return { kind: 'noInput', at };
  return enteredKeys({ digits: webhook.digits, expected, bySilence: undefined }, at);
}

const TRANSFER_OUTCOME: Record<NonNullable<DialWebhook['dial_call_status']>, TransferOutcome> = {
  completed: 'answered',
  'in-progress': 'answered',
  busy: 'busy',
  'no-answer': 'noAnswer',
  failed: 'failed',
  trying: 'noAnswer',
  ringing: 'noAnswer',
  'early-media': 'noAnswer',
  queued: 'noAnswer',
};

/** A dial ended: the conversation is over, or nobody took the call. */
export function toTransferEnded(webhook: DialWebhook, at: number): Event<'transferEnded'> {
  const status = webhook.dial_call_status;
  return { kind: 'transferEnded', at, outcome: status === undefined ? 'noAnswer' : TRANSFER_OUTCOME[status] };
}

/** The call is over, or undefined while it is not. */
export function toEnded(webhook: StatusWebhook, at: number): Event<'ended'> | undefined {
  switch (webhook.call_status) {
    case 'completed':
      return { kind: 'ended', at, by: webhook.call_termination_by === 'jambonz' ? 'provider' : 'caller' };
    // The caller gave up before the call was answered.
    case 'no-answer':
      return { kind: 'ended', at, by: 'caller' };
    case 'busy':
    case 'failed':
      return { kind: 'ended', at, by: 'provider' };
    case 'trying':
    case 'ringing':
    case 'early-media':
    case 'queued':
    case 'in-progress':
      return undefined;
  }
}
