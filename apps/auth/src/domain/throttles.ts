import type { VerificationPolicy } from './verification-policy.js';

/** Why self-service is closed, before any credential is looked at (steps 1 and 2 of requirements 4.3). */
export type ClosedReason =
  'hidden_number' | 'call_over' | 'call_closed' | 'number_blocked' | 'too_many_cards' | 'unregistered_suspended';

/** The counters as of now; a verification under way counts as failed until it is settled (S10). */
export interface ThrottleFacts {
  readonly callOver: boolean;
  readonly failuresInCall: number;
  readonly numberBlocked: boolean;
  readonly failuresOfNumber: number;
  /** Different cards this number tried in 24 hours, not counting the one keyed in now. */
  readonly otherCardsOfNumber: number;
  /** The call counts among those from unregistered numbers. */
  readonly fromUnregistered: boolean;
  readonly unregisteredSuspended: boolean;
  readonly failuresOfUnregistered: number;
}

/** @returns the first reason, in the order of requirements 4.5, or undefined when the credential may be looked at. */
export function closedBecause(
  facts: ThrottleFacts,
  kind: 'card' | 'clientNumber',
  policy: VerificationPolicy,
): ClosedReason | undefined {
  if (facts.callOver) return 'call_over';
  if (facts.failuresInCall >= policy.maxFailuresInCall) return 'call_closed';
  if (facts.numberBlocked || facts.failuresOfNumber >= policy.maxFailuresOfNumber) return 'number_blocked';
  if (kind === 'card' && facts.otherCardsOfNumber >= policy.maxCardsOfNumber) return 'too_many_cards';
  const tooMany = facts.failuresOfUnregistered > policy.maxFailuresOfUnregistered;
  return facts.fromUnregistered && (facts.unregisteredSuspended || tooMany) ? 'unregistered_suspended' : undefined;
}

/**
 * How many more failures the call may see before it is closed: the tighter of the call's limit and the caller number's,
 * so that what is spoken is true; never a card's. Zero: self-service is closed.
 */
export function attemptsLeft(
  failures: { inCall: number; ofNumber: number },
  policy: Pick<VerificationPolicy, 'maxFailuresInCall' | 'maxFailuresOfNumber'>,
): number {
  const left = Math.min(policy.maxFailuresInCall - failures.inCall, policy.maxFailuresOfNumber - failures.ofNumber);
  return Math.max(0, left);
}
