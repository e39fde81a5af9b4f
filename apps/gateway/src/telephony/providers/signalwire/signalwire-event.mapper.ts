import type { CallEvent, TransferOutcome } from '../../call-event.js';
import { enteredKeys } from '../../entered-keys.js';
import { partyNumber } from '../../party-number.js';
import type { CallWebhook, DialWebhook, GatherWebhook, PlainWebhook } from './signalwire-webhook.schema.js';

type Event<Kind extends CallEvent['kind']> = CallEvent & { kind: Kind };

/** A call came in. */
export function toStarted(webhook: CallWebhook, at: number): Event<'started'> {
  return {
    kind: 'started',
    at,
    providerCallId: webhook.CallSid,
    callerNumber: partyNumber(webhook.From, 'asGiven'),
    dialledNumber: webhook.To,
    attestation: 'unknown',
  };
}

/**
 * Keys, or silence: a Gather without keys calls the same address (`actionOnEmptyResult`). No key ends an entry early, as
 * the result would not say that one did: `#` and `*` are among the digits.
 * @param expected how many digits the Gather waited for; fewer mean that the caller stopped.
 */
export function toInput({ Digits: digits }: GatherWebhook, expected: number, at: number): Event<'input' | 'noInput'> {
  return enteredKeys({ digits, expected, bySilence: true }, at);
}

const TRANSFER_OUTCOME: Record<DialWebhook['DialCallStatus'], TransferOutcome> = {
  completed: 'answered',
  answered: 'answered',
  busy: 'busy',
  'no-answer': 'noAnswer',
  failed: 'failed',
  // The caller hung up while it rang; nobody hears the answer.
  canceled: 'failed',
};

/** A Dial ended: the conversation is over, or nobody took the call. */
export function toTransferEnded(webhook: DialWebhook, at: number): Event<'transferEnded'> {
  return { kind: 'transferEnded', at, outcome: TRANSFER_OUTCOME[webhook.DialCallStatus] };
}

/** The call is over, or undefined while it is not. Who hung up is told in words that are not documented, and not read. */
export function toEnded(webhook: PlainWebhook, at: number): Event<'ended'> | undefined {
  switch (webhook.CallStatus) {
    case 'completed':
    case 'canceled':
      return { kind: 'ended', at, by: 'caller' };
    case 'busy':
    case 'failed':
    case 'no-answer':
      return { kind: 'ended', at, by: 'provider' };
    case 'queued':
    case 'initiated':
    case 'ringing':
    case 'answered':
    case 'in-progress':
      return undefined;
  }
}
