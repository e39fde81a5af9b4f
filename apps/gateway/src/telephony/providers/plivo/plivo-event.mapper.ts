import type { Attestation } from '#libs/contracts';
import type { CallEvent, TransferOutcome } from '../../call-event.js';
import { enteredKeys } from '../../entered-keys.js';
import { partyNumber } from '../../party-number.js';
import type { CallWebhook, DialWebhook, DigitsWebhook, HangupWebhook } from './plivo-webhook.schema.js';

type Event<Kind extends CallEvent['kind']> = CallEvent & { kind: Kind };

/** A call came in. Plivo writes numbers without their `+`. */
export function toStarted(webhook: CallWebhook, at: number): Event<'started'> {
  return {
    kind: 'started',
    at,
    providerCallId: webhook.CallUUID,
    callerNumber: partyNumber(webhook.From, 'international'),
    dialledNumber: partyNumber(webhook.To, 'international'),
    attestation: attestationOf(webhook),
  };
}

const LEVEL: Record<string, Attestation> = { A: 'full', B: 'partial', C: 'gateway' };

/** Told for calls to American numbers; `Not Applicable` is usual elsewhere. */
function attestationOf({ STIRVerification: verification, STIRAttestation: level }: CallWebhook): Attestation {
  if (verification === 'Not Verified') return 'failed';
  return (verification === 'Verified' ? LEVEL[level ?? ''] : undefined) ?? 'unknown';
}

/**
 * Keys. Plivo calls this address only when something was pressed, so a result without digits is `#` alone.
 * @param expected how many digits the GetDigits waited for; fewer mean that the caller stopped.
 */
export function toInput({ Digits: digits }: DigitsWebhook, expected: number, at: number): Event<'input' | 'noInput'> {
  return enteredKeys({ digits, expected, bySilence: digits === '' ? false : undefined }, at);
}

const TRANSFER_OUTCOME: Record<DialWebhook['DialStatus'], TransferOutcome> = {
  completed: 'answered',
  busy: 'busy',
  timeout: 'noAnswer',
  'no-answer': 'noAnswer',
  failed: 'failed',
  // The caller hung up while it rang; nobody hears the answer.
  cancel: 'failed',
};

/** A Dial ended: the conversation is over, or nobody took the call. */
export function toTransferEnded(webhook: DialWebhook, at: number): Event<'transferEnded'> {
  return { kind: 'transferEnded', at, outcome: TRANSFER_OUTCOME[webhook.DialStatus] };
}

/** The call is over, or undefined while it is not. */
export function toEnded({ CallStatus, HangupSource }: HangupWebhook, at: number): Event<'ended'> | undefined {
  switch (CallStatus) {
    case 'completed':
      return { kind: 'ended', at, by: /^(caller)?$/i.test(HangupSource ?? '') ? 'caller' : 'provider' };
    case 'cancel':
      return { kind: 'ended', at, by: 'caller' };
    case 'busy':
    case 'failed':
    case 'timeout':
    case 'no-answer':
      return { kind: 'ended', at, by: 'provider' };
    case 'ringing':
    case 'early-media':
    case 'answered':
    case 'in-progress':
      return undefined;
  }
}
