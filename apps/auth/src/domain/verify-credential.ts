import { type CallerNumberClass, classOfCallerNumber } from './caller-number-class.js';
import { type Found, levelOf } from './credential.js';
import { eligibilityOf } from './eligibility.js';
import { PinNotCompared, type PinVerifier } from './pin-verifier.js';
import { type RefusalReason, reasonToRefuse } from './refusal.js';
import { attemptsLeft, type ClosedReason, closedBecause } from './throttles.js';
import type { Turn } from './turn.js';
import type { Verdict } from './verdict.js';
import type { VerificationPolicy } from './verification-policy.js';
import type { Attempt, Books, CountedTry, Look, VerificationRecords } from './verification-records.js';

/** What the decision rests on. */
export interface VerificationPorts {
  readonly records: VerificationRecords;
  readonly pins: PinVerifier;
  readonly policy: VerificationPolicy;
}

/** An attempt that passed the throttles and waits for its comparison. */
interface Judged {
  readonly look: Look;
  readonly callerNumberClass: CallerNumberClass;
  /** Set when the credential is refused whatever the PIN is. */
  readonly reason: RefusalReason | undefined;
  readonly tryTaken: (CountedTry & { readonly cardId: string }) | undefined;
}

/**
 * The one function that decides who a caller is (requirements 4.3, S9); there is no other path. Numbers in the comments
 * are the steps of 4.3. Two transactions with the comparison between them: a try is committed before it is compared.
 * @returns `underWay` when the same command is being decided elsewhere.
 * @throws Replayed for a replay; NoTurn or PinNotCompared when nothing was compared and nothing is counted.
 */
export async function verifyCredential(attempt: Attempt, ports: VerificationPorts): Promise<Verdict | 'underWay'> {
  const judged = await ports.records.judging(attempt, (books) => judge(attempt, books, ports.policy));
  if (judged === 'underWay' || 'outcome' in judged) return judged;
  const reason = await compare(attempt, judged, ports);
  return ports.records.settling(attempt, (books) => settle(attempt, { ...judged, reason }, books, ports.policy));
}

/** Steps 1 to 4, and counting the try that step 5 takes (S10). */
async function judge(
  attempt: Attempt,
  books: Books,
  policy: VerificationPolicy,
): Promise<Judged | Verdict | 'underWay'> {
  const look = await books.look();
  if (look.earlier) return again(look.earlier, look);
  const { found, clientsOfNumber } = look;
  const callerNumberClass = classOfCallerNumber(
    attempt.caller,
    clientsOfNumber,
    found?.client.id,
    policy.withheldNumber,
  );
  const opened = { found, callerNumberClass, fromUnregistered: look.throttles.fromUnregistered };

  // 1, 2: self-service may be closed before anything is looked at.
  const closed =
    callerNumberClass === 'HIDDEN' ? 'hidden_number' : closedBecause(look.throttles, attempt.credential.kind, policy);
  if (closed) {
    await books.recordClosed(closed, opened);
    await tighten(closed, attempt, books);
    return { outcome: 'closed' };
  }

  // 3, 4, and 5 for a client number: a credential that is refused whatever the PIN is.
  let reason = reasonToRefuse(attempt.credential.kind, { ...look, callerNumberClass }, policy);
  let tryTaken: Judged['tryTaken'];
  if (!reason && found?.card) {
    const counted = await books.countTry(found.card.id);
    if (counted) tryTaken = { ...counted, cardId: found.card.id };
    else reason = 'locked';
  }
  await books.openAttempt(opened);
  return { look, callerNumberClass, reason, tryTaken };
}

/** A command that comes again gets its first answer, but a grant no longer once the call is over. */
function again(earlier: Verdict | 'underWay', { throttles }: Look): Verdict | 'underWay' {
  if (earlier === 'underWay') return earlier;
  return earlier.outcome === 'verified' && throttles.callOver ? { outcome: 'closed' } : earlier;
}

/** What being closed brings with it: a number that tried too many cards is blocked, unregistered numbers suspended. */
async function tighten(closed: ClosedReason, attempt: Attempt, books: Books): Promise<void> {
  const callerNumber = attempt.caller.number;
  if (closed === 'too_many_cards' && callerNumber !== undefined && (await books.blockNumber())) {
    books.raise({ alert: 'caller_number_blocked', why: 'cards', callerNumber });
  }
  if (closed === 'unregistered_suspended' && (await books.suspendUnregistered())) {
    books.raise({ alert: 'unregistered_numbers_suspended' });
  }
}

/** 5 and 6: one verifier computation whatever was found, on a dummy where nothing may be compared (S13). */
async function compare(attempt: Attempt, judged: Judged, ports: VerificationPorts): Promise<RefusalReason | undefined> {
  const { credential } = attempt;
  // By the number alone: a turn that depended on whose card it is would tell so under load.
  const turn: Turn = { ...attempt.turn, priority: judged.look.throttles.fromUnregistered ? 'other' : 'own' };
  try {
    if (credential.kind === 'card' && judged.tryTaken) {
      return (await ports.pins.compare(judged.tryTaken.cardId, credential.enteredPin, turn)) ? undefined : 'wrong_pin';
    }
    await ports.pins.pretend(turn);
    return judged.reason;
  } catch (error) {
    // Only a comparison that certainly was not made is given back; after any other failure the try stays counted.
    if (error instanceof PinNotCompared) {
      await ports.records.settling(attempt, (books) => books.giveBack(judged.tryTaken));
    }
    throw error;
  }
}

async function settle(attempt: Attempt, judged: Judged, books: Books, policy: VerificationPolicy): Promise<Verdict> {
  const { look, reason, tryTaken } = judged;
  const found = look.found;
  if (reason !== undefined || !found) return refuse(reason ?? 'unknown_card', attempt, judged, books, policy);

  // 5: a right PIN clears the card's counters, also when the answer is no for another reason.
  if (tryTaken) await books.clearTries(tryTaken.cardId);

  // 7: said only after a correct credential.
  const eligibility = eligibilityOf(found.client, look.today, policy.adultAge);
  if (eligibility !== 'eligible') {
    const verdict: Verdict = { outcome: eligibility };
    await books.settle('succeeded', verdict);
    return verdict;
  }

  // 8: the call is this client's, unless it ended or became another's while the PIN was compared.
  const held = await books.holdCall(found.client.id);
  if (held === 'otherClient') return refuse('other_client', attempt, judged, books, policy);
  if (held === 'over') {
    await books.settle('closed', { outcome: 'closed' }, 'call_over');
    return { outcome: 'closed' };
  }
  return accept(found, attempt, judged, books, policy);
}

/** The level of the credential, and the items of its cell. */
async function accept(
  found: Found,
  attempt: Attempt,
  judged: Judged,
  books: Books,
  policy: VerificationPolicy,
): Promise<Verdict> {
  const { callerNumberClass } = judged;
  // The rules above let neither come here; were one of them lost, the answer is still no.
  if (callerNumberClass === 'OTHER' || callerNumberClass === 'HIDDEN') {
    return refuse('other_number', attempt, judged, books, policy);
  }
  const level = levelOf(found);
  const cell = policy.matrix[callerNumberClass][level];
  const issuedAt = books.now();
  const expiresAt = new Date(issuedAt.getTime() + policy.grantMinutes * 60_000);
  const onlyCardId = cell.onlyEnteredCard ? found.card?.id : undefined;
  const card = found.card && { cardId: found.card.id, lastFour: found.card.lastFour, kind: found.card.kind };
  const verdict: Verdict = {
    outcome: 'verified',
    opening: { clientId: found.client.id, level, items: cell.items, onlyCardId, issuedAt, expiresAt },
    callerNumberClass,
    clientNumber: found.client.clientNumber,
    ...(card && { card }),
  };
  await books.settle('succeeded', verdict);
  return verdict;
}

/** 6: the same answer for every reason; only the record knows which it was. */
async function refuse(
  reason: RefusalReason,
  attempt: Attempt,
  judged: Judged,
  books: Books,
  policy: VerificationPolicy,
): Promise<Verdict> {
  const failures = await books.failures();
  const left = attemptsLeft(failures, policy);
  const verdict: Verdict = left === 0 ? { outcome: 'closed' } : { outcome: 'refused', attemptsLeft: left };
  await books.settle('failed', verdict, reason);
  const callerNumber = attempt.caller.number;
  if (callerNumber !== undefined && failures.ofNumber >= policy.maxFailuresOfNumber && (await books.blockNumber())) {
    books.raise({ alert: 'caller_number_blocked', why: 'failures', callerNumber });
  }
  if (judged.tryTaken && reason === 'wrong_pin') warnOwner(judged.tryTaken, books, policy);
  return verdict;
}

/** The owner is told of a lock, and when five tries of the total remain (requirements 4.5). */
function warnOwner(tryTaken: CountedTry & { readonly cardId: string }, books: Books, policy: VerificationPolicy): void {
  const { cardId, locked, total } = tryTaken;
  if (locked !== 'no') books.raise({ alert: 'card_locked', cardId, until: locked });
  if (policy.pin.maxFailuresTotal - total === 5) books.raise({ alert: 'card_five_tries_left', cardId });
}
