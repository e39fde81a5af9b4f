import type { Attestation } from '#libs/contracts';
import type { CallEvent, TransferOutcome } from '../../call-event.js';
import { presentedNumber } from '../../presented-number.js';
import type { CallWebhook, DialWebhook, GatherWebhook, PlainWebhook } from './twilio-webhook.schema.js';

type Event<Kind extends CallEvent['kind']> = CallEvent & { kind: Kind };

/** A call came in. */
export function toStarted(webhook: CallWebhook, at: number): Event<'started'> {
  return {
    kind: 'started',
    at,
    providerCallId: webhook.CallSid,
    callerNumber: presentedNumber(webhook.From),
    dialledNumber: webhook.To,
    attestation: attestationOf(webhook.StirVerstat),
  };
}

/** Forwarded calls keep the attestation of the original one. Absent is usual outside North America. */
function attestationOf(verstat: string | undefined): Attestation {
  const [, passed] = /^TN-Validation-Passed-([ABC])/.exec(verstat ?? '') ?? [];
  if (passed === 'A') return 'full';
  if (passed === 'B') return 'partial';
  if (passed === 'C') return 'gateway';
  return verstat?.startsWith('TN-Validation-Failed') ? 'failed' : 'unknown';
}

/**
 * Keys, or silence: a Gather without keys calls the same address (`actionOnEmptyResult`).
 * @param expected how many digits the Gather waited for; fewer mean that the caller stopped.
 */
export function toInput(webhook: GatherWebhook, expected: number, at: number): Event<'input' | 'noInput'> {
  const { Digits: digits, FinishedOnKey: key } = webhook;
  if (key === '#' || key === '*') return { kind: 'input', at, digits, finishedBy: 'key', finishKey: key };
  if (digits === '') return { kind: 'noInput', at };
  return { kind: 'input', at, digits, finishedBy: digits.length >= expected ? 'length' : 'timeout' };
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

/** The call is over, or undefined while it is not. Twilio does not say which side hung up. */
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
    case 'ringing':
    case 'in-progress':
      return undefined;
  }
}
