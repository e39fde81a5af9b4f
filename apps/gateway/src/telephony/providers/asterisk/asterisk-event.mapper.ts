import type { CallEvent, TransferOutcome } from '../../call-event.js';
import { enteredKeys } from '../../entered-keys.js';
import { type BareNumbers, partyNumber } from '../../party-number.js';
import type { Environment } from './asterisk-environment.schema.js';

type Event<Kind extends CallEvent['kind']> = CallEvent & { kind: Kind };

/** A call came in. */
export function toStarted(environment: Environment, bare: BareNumbers, at: number): Event<'started'> {
  const { agi_callerid: from, agi_callingpres: presentation, agi_dnid: dnid, agi_extension: extension } = environment;
  const isShown = /^[0-3]$/.test(presentation);
  return {
    kind: 'started',
    at,
    providerCallId: environment.agi_uniqueid,
    callerNumber: isShown ? partyNumber(from, bare) : '',
    dialledNumber: partyNumber(dnid, bare) || partyNumber(extension, bare),
    // Asterisk can verify a signed number, but does not tell so here.
    attestation: 'unknown',
  };
}

/** How a collect on Asterisk's side ended. */
export interface Collected {
  /** Keys in the order pressed, without the `#` that ended them. */
  keys: string;
  by: 'length' | 'hash' | 'silence';
}

/** Keys, or silence. @param expected how many the turn asked for; 1 in a menu, where `#` and `*` are answers too. */
export function toInput({ keys, by }: Collected, expected: number, at: number): Event<'input' | 'noInput'> {
  // What a `*` erased was collected again on the spot, so the entry is whole although it is longer.
  if (by === 'length') return { kind: 'input', at, digits: keys, finishedBy: 'length' };
  return enteredKeys({ digits: keys, expected, bySilence: by === 'silence' }, at);
}

/** What `DIALSTATUS` of app_dial says; everything else did not reach anybody. */
const TRANSFER_OUTCOME: Readonly<Record<string, TransferOutcome>> = {
  ANSWER: 'answered',
  BUSY: 'busy',
  NOANSWER: 'noAnswer',
};

/** A Dial ended: the conversation is over, or nobody took the call. */
export function toTransferEnded(dialStatus: string, at: number): Event<'transferEnded'> {
  return { kind: 'transferEnded', at, outcome: TRANSFER_OUTCOME[dialStatus] ?? 'failed' };
}
