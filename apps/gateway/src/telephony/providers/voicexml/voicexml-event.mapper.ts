import type { CallEvent, TransferOutcome } from '../../call-event.js';
import { type BareNumbers, partyNumber } from '../../party-number.js';
import type { InputWebhook, StartedWebhook, TransferWebhook } from './voicexml-webhook.schema.js';

type Event<Kind extends CallEvent['kind']> = CallEvent & { kind: Kind };

/** A platform's own id of a call that can stand in a document. */
const PLAIN_ID = /^[A-Za-z0-9_.:@-]{1,100}$/;

/** A call began. Its id is new for each visit, as one call may come to us more than once. */
export function toStarted(
  { ani, dnis, callid, visit }: StartedWebhook,
  numbers: BareNumbers,
  at: number,
): Event<'started'> {
  const platformId = callid !== 'undefined' && PLAIN_ID.test(callid) ? callid : undefined;
  return {
    kind: 'started',
    at,
    providerCallId: platformId === undefined ? visit : `${platformId}/${visit}`,
    callerNumber: partyNumber(ani, numbers),
    dialledNumber: partyNumber(dnis, numbers),
    // No browser passes on what the network vouches for.
    attestation: 'unknown',
  };
}

/** A key no telephone has: what was pressed fits nothing, and the platform does not say what it was. */
const NO_SUCH_KEY = 'A';

/**
 * Keys, or silence.
 * @param expected how many digits the field waited for; one in menus, where every key is an answer.
 */
export function toInput(webhook: InputWebhook, expected: number, at: number): Event<'input' | 'noInput'> {
  if (webhook.event === 'nomatch') return { kind: 'input', at, digits: NO_SUCH_KEY, finishedBy: 'timeout' };
  const digits = webhook.event === 'digits' ? webhook.digits : '';
  if (digits === '') return { kind: 'noInput', at };
  const last = digits.at(-1);
  if (expected > 1 && (last === '#' || last === '*'))
    return { kind: 'input', at, digits: digits.slice(0, -1), finishedBy: 'key', finishKey: last };
  return { kind: 'input', at, digits, finishedBy: digits.length >= expected ? 'length' : 'timeout' };
}

/** Words of the standard; whatever else a platform says, the caller goes on with us. */
const TRANSFER_OUTCOME: Readonly<Record<string, TransferOutcome>> = {
  far_end_disconnect: 'answered',
  near_end_disconnect: 'answered',
  network_disconnect: 'answered',
  maxtime_disconnect: 'answered',
  busy: 'busy',
  network_busy: 'busy',
  noanswer: 'noAnswer',
};

/** A transfer is over, or nobody took the call. */
export function toTransferEnded(webhook: TransferWebhook, at: number): Event<'transferEnded'> {
  const outcome = webhook.event === 'transfer' ? TRANSFER_OUTCOME[webhook.outcome] : undefined;
  return { kind: 'transferEnded', at, outcome: outcome ?? 'failed' };
}
