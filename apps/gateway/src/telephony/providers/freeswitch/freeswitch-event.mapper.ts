import type { CallEvent, TransferOutcome } from '../../call-event.js';
import { type BareNumbers, partyNumber } from '../../party-number.js';
import type { CallWebhook, TransferWebhook } from './freeswitch-webhook.schema.js';

type Event<Kind extends CallEvent['kind']> = CallEvent & { kind: Kind };

/** What FreeSWITCH writes for a number it was not told. */
const UNKNOWN = /^0*$/;

/** A call came in. */
export function toStarted(webhook: CallWebhook, numbers: BareNumbers, at: number): Event<'started'> {
  const number = partyNumber(webhook['Caller-Caller-ID-Number'], numbers);
  const isHidden = webhook['Caller-Privacy-Hide-Number'] === 'true' || UNKNOWN.test(number);
  return {
    kind: 'started',
    at,
    providerCallId: webhook.session_id,
    callerNumber: isHidden ? '' : number,
    dialledNumber: partyNumber(webhook['Caller-Destination-Number'], numbers),
    attestation: 'unknown',
  };
}

/** What an entry has come to: an event, or keys so far when it waits for more. */
export type Entry = { complete: true; event: Event<'input' | 'noInput'> } | { complete: false; typed: string };

/**
 * One more key of an entry, or none within the wait.
 * @param typed the keys before it.
 * @param expected how many digits complete it; one in menus, where every key is an answer.
 */
export function toEntry(key: string | undefined, typed: string, expected: number, at: number): Entry {
  if (key === undefined && typed === '') return { complete: true, event: { kind: 'noInput', at } };
  if (key === undefined) return { complete: true, event: { kind: 'input', at, digits: typed, finishedBy: 'timeout' } };
  if (expected > 1 && (key === '#' || key === '*'))
    return { complete: true, event: { kind: 'input', at, digits: typed, finishedBy: 'key', finishKey: key } };
  const digits = typed + key;
  if (digits.length < expected) return { complete: false, typed: digits };
  return { complete: true, event: { kind: 'input', at, digits, finishedBy: 'length' } };
}

const TRANSFER_OUTCOME: Readonly<Record<string, TransferOutcome>> = {
  SUCCESS: 'answered',
  USER_BUSY: 'busy',
  NO_ANSWER: 'noAnswer',
  NO_USER_RESPONSE: 'noAnswer',
  ALLOTTED_TIMEOUT: 'noAnswer',
  PROGRESS_TIMEOUT: 'noAnswer',
};

/** A transfer is over: the conversation, or the attempt. */
export function toTransferEnded({ originate_disposition }: TransferWebhook, at: number): Event<'transferEnded'> {
  const outcome = originate_disposition === undefined ? undefined : TRANSFER_OUTCOME[originate_disposition];
  return { kind: 'transferEnded', at, outcome: outcome ?? 'failed' };
}
