import { timingSafeEqual } from 'node:crypto';
import type { CallState } from '../call-flow/call-state.js';
import { LONGEST_TRANSFER_SECONDS } from '../telephony/telephony-provider.js';
import type { Turn } from '../telephony/turn.js';

/** A call that is not heard of for so long is over, milliseconds. */
const IDLE_MS = 15 * 60_000;
/** After we hung up, the provider says so within this time, milliseconds. */
const AFTER_HANG_UP_MS = 2 * 60_000;

/** Whether two digests are of the same event. */
export function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** @throws TypeError when the row holds no state that a call can go on from. */
export function readState(state: unknown): CallState {
  if (typeof state === 'object' && state !== null && 'callId' in state && 'place' in state && 'language' in state)
    return state as CallState;
  throw new TypeError('the stored state of a call cannot be read');
}

/** How long a call is kept after a turn without hearing of it, milliseconds. */
export function keepMs({ then }: Turn): number {
  switch (then.kind) {
    case 'collect':
      return IDLE_MS;
    case 'transfer':
      return (then.ringSeconds + LONGEST_TRANSFER_SECONDS) * 1_000 + IDLE_MS;
    case 'hangUp':
      return AFTER_HANG_UP_MS;
  }
}
