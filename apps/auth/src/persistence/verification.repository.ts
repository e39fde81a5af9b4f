import type { DataSource, EntityManager } from 'typeorm';
import { isFromUnregistered } from '../domain/caller-number-class.js';
import type { RefusalReason } from '../domain/refusal.js';
import type { ClosedReason } from '../domain/throttles.js';
import type { Verdict } from '../domain/verdict.js';
import type { VerificationPolicy } from '../domain/verification-policy.js';
import {
  type Alert,
  type Attempt,
  type Books,
  type CountedTry,
  type Look,
  type OpenedAttempt,
  Replayed,
  type VerificationRecords,
} from '../domain/verification-records.js';
import { OnePerKey } from '../one-per-key.js';
import { PATIENT, TurnQueue } from '../turn-queue.js';
import { clearTries, giveBackTry, takeTry } from './card-tries.js';
import { clientsOfNumber, findCredential } from './find-credential.js';
import { columnsOf, earlierVerdict } from './stored-verdict.js';
import { blockNumber, readCounters, suspendUnregistered } from './throttle-facts.js';
import { type CallRow, takeTurn } from './turns.js';
import { VerificationAttemptEntity } from './verification-attempt.entity.js';

/**
 * Attempts judged at a time: fewer than the database connections of this process, so that what was begun can be settled,
 * and look-ups answered, however many callers come at once.
 */
const JUDGING_LIMITS = { atOnce: 6, maxWaiting: 1_000 };
const SETTLING_LIMITS = { atOnce: 3, maxWaiting: 0 };

/** auth's records in PostgreSQL. */
export class VerificationRepository implements VerificationRecords {
  private readonly turnOfNumber = new OnePerKey();
  private readonly judgingTurns = new TurnQueue(JUDGING_LIMITS);
  private readonly settlingTurns = new TurnQueue(SETTLING_LIMITS);

  constructor(
    private readonly dataSource: DataSource,
    private readonly policy: VerificationPolicy,
    private readonly raise: (alert: Alert) => void,
  ) {}

  async judging<Result>(attempt: Attempt, work: (books: Books) => Promise<Result>): Promise<Result> {
    const { caller, turn } = attempt;
    const judge = () => this.judgingTurns.run(turn, () => this.transaction(attempt, attempt.sealMarks, work));
    return caller.number === undefined ? judge() : this.turnOfNumber.run(caller.number, turn.notAfter, judge);
  }

  async settling<Result>(attempt: Attempt, work: (books: Books) => Promise<Result>): Promise<Result> {
    return this.settlingTurns.run(PATIENT, () => this.transaction(attempt, [], work));
  }

  private async transaction<Result>(
    attempt: Attempt,
    sealMarks: readonly Buffer[],
    work: (books: Books) => Promise<Result>,
  ): Promise<Result> {
    const alerts: Alert[] = [];
    const result = await this.dataSource.transaction(async (manager) => {
      const call = await takeTurn(manager, attempt, sealMarks, this.policy.timezone);
      if (!call.sealsAreOurs) throw new Replayed();
      return work(new PostgresBooks(manager, attempt, call, this.policy, alerts));
    });
    alerts.forEach(this.raise);
    return result;
  }
}

class PostgresBooks implements Books {
  constructor(
    private readonly manager: EntityManager,
    private readonly attempt: Attempt,
    private readonly call: CallRow,
    private readonly policy: VerificationPolicy,
    private readonly alerts: Alert[],
  ) {}

  async look(): Promise<Look> {
    const { manager, attempt, call, policy } = this;
    const { seenBefore, settledFailuresOfNumber: _, ...counters } = await readCounters(manager, attempt);
    const numbers = await clientsOfNumber(manager, attempt.caller.number, policy.clientNumber.quarantineDays);
    const registeredTo = numbers.map((number) => number.clientId);
    const fromUnregistered = isFromUnregistered(attempt.caller, registeredTo);
    return {
      earlier: seenBefore ? await earlierVerdict(manager, attempt) : undefined,
      verifiedClientId: call.clientId ?? undefined,
      clientsOfNumber: registeredTo,
      found: await findCredential(manager, attempt.credential, numbers, policy),
      throttles: { ...counters, callOver: call.over, fromUnregistered },
      today: call.today,
    };
  }

  countTry(cardId: string): Promise<CountedTry | undefined> {
    return takeTry(this.manager, cardId, this.policy.pin);
  }

  async openAttempt(opened: OpenedAttempt): Promise<void> {
    await this.manager.insert(VerificationAttemptEntity, { ...this.rowOf(opened), state: 'pending' });
  }

  async recordClosed(reason: ClosedReason, opened: OpenedAttempt): Promise<void> {
    const answer = { state: 'closed', reason, outcome: 'closed' } as const;
    await this.manager.insert(VerificationAttemptEntity, { ...this.rowOf(opened), ...answer });
  }

  async giveBack(taken: { cardId: string; series: number } | undefined): Promise<void> {
    if (taken) await giveBackTry(this.manager, taken);
    await this.manager.delete(VerificationAttemptEntity, { commandId: this.attempt.commandId, state: 'pending' });
  }

  async clearTries(cardId: string): Promise<void> {
    await clearTries(this.manager, cardId);
  }

  async holdCall(clientId: string): Promise<'held' | 'over' | 'otherClient'> {
    const [, held] = await this.manager.query<[unknown[], number]>(
      `UPDATE calls SET client_id = $2
       WHERE call_id = $1 AND ended_at IS NULL AND (client_id IS NULL OR client_id = $2)`,
      [this.attempt.callId, clientId],
    );
    if (held === 1) return 'held';
    return this.call.over ? 'over' : 'otherClient';
  }

  async failures(): Promise<{ inCall: number; ofNumber: number }> {
    const counters = await readCounters(this.manager, this.attempt);
    // The present attempt is pending: counted in its call already, and among the settled ones of its number not yet.
    return { inCall: counters.failuresInCall, ofNumber: counters.settledFailuresOfNumber + 1 };
  }

  async settle(
    state: 'succeeded' | 'failed' | 'closed',
    verdict: Verdict,
    reason: RefusalReason | ClosedReason | null = null,
  ): Promise<void> {
    const { affected } = await this.manager
      .createQueryBuilder()
      .update(VerificationAttemptEntity)
      .set({ state, reason, ...columnsOf(verdict), settledAt: () => 'now()' })
      .where({ commandId: this.attempt.commandId, state: 'pending' })
      .execute();
    if (affected !== 1) throw new Error('an attempt was settled that is not under way');
  }

  async blockNumber(): Promise<boolean> {
    return this.attempt.caller.number !== undefined && (await blockNumber(this.manager, this.attempt.caller.number));
  }

  suspendUnregistered(): Promise<boolean> {
    return suspendUnregistered(this.manager);
  }

  now(): Date {
    return this.call.now;
  }

  raise(alert: Alert): void {
    this.alerts.push(alert);
  }

  private rowOf({ found, callerNumberClass, fromUnregistered }: OpenedAttempt) {
    const { commandId, callId, caller, credential } = this.attempt;
    return {
      commandId,
      callId,
      callerNumber: caller.number ?? null,
      callerNumberClass,
      fromUnregistered,
      credential: credential.kind,
      panToken: credential.kind === 'card' ? credential.panToken : null,
      cardId: found?.card?.id ?? null,
      clientId: found?.client.id ?? null,
    };
  }
}
