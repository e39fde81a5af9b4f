import type { CallEvent, TransferOutcome } from '../../call-event.js';
import { enteredKeys } from '../../entered-keys.js';
import { presentedNumber } from '../../presented-number.js';
import type { CallWebhook, ConnectWebhook, EventWebhook, InputWebhook } from './vonage-webhook.schema.js';

type Event<Kind extends CallEvent['kind']> = CallEvent & { kind: Kind };

/** A call came in. Known by its conversation, as events of the leg to an agent name nothing else we know. */
export function toStarted(webhook: CallWebhook, at: number): Event<'started'> {
  return {
    kind: 'started',
    at,
    providerCallId: webhook.conversation_uuid,
    callerNumber: withSign(presentedNumber(webhook.from)),
    dialledNumber: withSign(webhook.to),
    // Vonage tells none for calls that come in.
    attestation: 'unknown',
  };
}

/** Vonage leaves the `+` of a number in international form away. */
function withSign(number: string): string {
  return /^[1-9]\d{6,14}$/.test(number) ? `+${number}` : number;
}

/** Keys, or silence. Fewer keys than `expected` without a silence were ended by `#`, the only key that can. */
export function toInput({ dtmf }: InputWebhook, expected: number, at: number): Event<'input' | 'noInput'> {
  return enteredKeys({ digits: dtmf.digits, expected, bySilence: dtmf.timed_out }, at);
}

const TRANSFER_OUTCOME: Record<ConnectWebhook['status'], TransferOutcome | undefined> = {
  started: undefined,
  ringing: undefined,
  answered: undefined,
  machine: undefined,
  human: undefined,
  completed: 'answered',
  disconnected: 'answered',
  busy: 'busy',
  unanswered: 'noAnswer',
  timeout: 'noAnswer',
  rejected: 'failed',
  failed: 'failed',
  // The caller hung up while it rang; nobody hears the answer.
  cancelled: 'failed',
};

/** The leg to an agent ended: the conversation is over, or nobody took the call; undefined while it goes on. */
export function toTransferEnded(webhook: ConnectWebhook, at: number): Event<'transferEnded'> | undefined {
  const outcome = webhook.direction === 'outbound' ? TRANSFER_OUTCOME[webhook.status] : undefined;
  return outcome && { kind: 'transferEnded', at, outcome };
}

const ENDS = ['completed', 'cancelled', 'busy', 'unanswered', 'timeout', 'rejected', 'failed'];

/** The caller's own leg is over, or undefined while it is not; an agent who hangs up ends no call. */
export function toEnded({ status, direction, ...webhook }: EventWebhook, at: number): Event<'ended'> | undefined {
  if (direction !== 'inbound' || status === undefined || !ENDS.includes(status)) return undefined;
  const byCaller = status === 'cancelled' || (status === 'completed' && webhook.disconnected_by !== 'platform');
  return { kind: 'ended', at, by: byCaller ? 'caller' : 'provider' };
}
