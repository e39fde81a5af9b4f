import type { Caller, CallerNumberClass } from './caller-number-class.js';
import type { Credential, Found } from './credential.js';
import type { RefusalReason } from './refusal.js';
import type { ClosedReason, ThrottleFacts } from './throttles.js';
import type { Turn } from './turn.js';
import type { Verdict } from './verdict.js';

/** One verification a call asked for. */
export interface Attempt {
  /** The same id gets the first answer again. */
  readonly commandId: string;
  readonly callId: string;
  readonly caller: Caller;
  readonly credential: Credential;
  /** How long it may wait, and before whom. */
  readonly turn: Turn;
  /** Marks of the seals the credential came in; each serves one command (S6). */
  readonly sealMarks: readonly Buffer[];
}

/** Everything an attempt is judged by, read while it holds its locks. */
export interface Look {
  /** What this command was answered before; `underWay` while its first run is not settled. */
  readonly earlier: Verdict | 'underWay' | undefined;
  readonly verifiedClientId: string | undefined;
  readonly clientsOfNumber: readonly string[];
  readonly throttles: ThrottleFacts;
  readonly found: Found | undefined;
  readonly today: string;
}

/** A try that was counted, and what it did to the card. */
export interface CountedTry {
  readonly total: number;
  /** Grows when the counters are cleared, so that a try is given back to the series it was taken from. */
  readonly series: number;
  /** The lock this try set in advance; a right PIN clears it. */
  readonly locked: 'no' | 'forHours' | 'untilStaff';
}

/** What is told to those who watch the service; never digits, never a whole caller number. */
export type Alert =
  | { readonly alert: 'card_locked'; readonly cardId: string; readonly until: 'forHours' | 'untilStaff' }
  | { readonly alert: 'card_five_tries_left'; readonly cardId: string }
  | { readonly alert: 'caller_number_blocked'; readonly why: 'failures' | 'cards'; readonly callerNumber: string }
  | { readonly alert: 'unregistered_numbers_suspended' };

/** What an opened attempt is about; settled later. */
export interface OpenedAttempt {
  readonly found: Found | undefined;
  readonly callerNumberClass: CallerNumberClass;
  readonly fromUnregistered: boolean;
}

/** What may be done inside one transaction of an attempt. No other attempt of the same call or number runs meanwhile. */
export interface Books {
  look(): Promise<Look>;
  /** Takes one of the card's tries if there is one left and the card is not locked, in one statement (S10 to S12). */
  countTry(cardId: string): Promise<CountedTry | undefined>;
  /** Records the attempt; it counts as a failure until it is settled. */
  openAttempt(opened: OpenedAttempt): Promise<void>;
  recordClosed(reason: ClosedReason, opened: OpenedAttempt): Promise<void>;
  /** Removes the attempt as if it had not been made, and the try with it. */
  giveBack(taken: { cardId: string; series: number } | undefined): Promise<void>;
  clearTries(cardId: string): Promise<void>;
  /** Makes the call this client's alone, unless it is over or another's meanwhile (D35). */
  holdCall(clientId: string): Promise<'held' | 'over' | 'otherClient'>;
  /** Failures of the call, and settled ones of the caller number; the present attempt is counted in both. */
  failures(): Promise<{ inCall: number; ofNumber: number }>;
  settle(
    state: 'succeeded' | 'failed' | 'closed',
    verdict: Verdict,
    reason?: RefusalReason | ClosedReason,
  ): Promise<void>;
  /** Blocks the caller number for 24 hours; false when it is blocked already. */
  blockNumber(): Promise<boolean>;
  /** Suspends self-service of unregistered numbers for 15 minutes; false when it is suspended already. */
  suspendUnregistered(): Promise<boolean>;
  /** The moment by the database's clock, the only one that decides (S12). */
  now(): Date;
  /** Told once the transaction is committed. */
  raise(alert: Alert): void;
}

/** auth's own records of calls, tries and attempts. Each method is one transaction, serialised by caller number and call. */
export interface VerificationRecords {
  /**
   * Waits its turn, and claims the seals.
   * @throws NoTurn when too many wait, or for too long; Replayed. Nothing was begun then.
   */
  judging<Result>(attempt: Attempt, work: (books: Books) => Promise<Result>): Promise<Result>;
  /** What was begun is ended, however many wait. */
  settling<Result>(attempt: Attempt, work: (books: Books) => Promise<Result>): Promise<Result>;
}

/** A seal that came with another command before, or a command that came in another call: a replay (S6). */
export class Replayed extends Error {
  override readonly name = 'Replayed';
}
