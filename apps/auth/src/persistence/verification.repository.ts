import { DataSource, type EntityManager } from 'typeorm';
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
  SealUsed,
  type VerificationRecords,
} from '../domain/verification-records.js';
import { OnePerKey } from '../one-per-key.js';
import { clearTries, giveBackTry, takeTry } from './card-tries.js';
import { clientsOfNumber, findCredential } from './find-credential.js';
import { columnsOf, verdictOf } from './stored-verdict.js';
import { blockNumber, countersOfCallAndNumber, countersOfUnregistered, suspendUnregistered } from './throttle-facts.js';
import { claimSeals } from './used-seals.js';
import { VerificationAttemptEntity } from './verification-attempt.entity.js';

interface CallRow {
  clientId: string | null;
  over: boolean;
  /** The database's clock, the only one that decides (S12), and the day in bank time by it. */
  now: Date;
  today: string;
}

/** As long as a check may wait for its hash (S15). */
const MAX_TURN_WAIT_MS = 2_000;

/** auth's records in PostgreSQL. */
export class VerificationRepository implements VerificationRecords {
  private readonly turns = new OnePerKey(MAX_TURN_WAIT_MS);

  constructor(
    private readonly dataSource: DataSource,
    private readonly policy: VerificationPolicy,
    private readonly raise: (alert: Alert) => void,
  ) {}

  async judging<Result>(attempt: Attempt, work: (books: Books) => Promise<Result>): Promise<Result> {
    const { number } = attempt.caller;
    if (number === undefined) return this.transaction(attempt, work);
    return this.turns.run(number, () => this.transaction(attempt, work));
  }

  async settling<Result>(attempt: Attempt, work: (books: Books) => Promise<Result>): Promise<Result> {
    return this.transaction(attempt, work);
  }

  private async transaction<Result>(attempt: Attempt, work: (books: Books) => Promise<Result>): Promise<Result> {
    const alerts: Alert[] = [];
    const result = await this.dataSource.transaction(async (manager) => {
      const call = await takeTurn(manager, attempt, this.policy.timezone);
      return work(new PostgresBooks(manager, attempt, call, this.policy, alerts));
    });
    alerts.forEach(this.raise);
    return result;
  }
}

/**
 * Waits for the turn of this caller number and this call, and holds both to the end of the transaction. Always in this
 * order, and a card's row after them, so that no two transactions wait for each other.
 */
async function takeTurn(manager: EntityManager, { callId, caller }: Attempt, timezone: string): Promise<CallRow> {
  if (caller.number !== undefined) {
    await manager.query("SELECT pg_advisory_xact_lock(hashtextextended('caller number ' || $1, 0))", [caller.number]);
  }
  const [call] = await manager.query<CallRow[]>(
    `INSERT INTO calls (call_id) VALUES ($1) ON CONFLICT (call_id) DO UPDATE SET call_id = EXCLUDED.call_id
     RETURNING client_id AS "clientId", ended_at IS NOT NULL AS over,
               date_trunc('milliseconds', now()) AS now, (now() AT TIME ZONE $2)::date::text AS today`,
    [callId, timezone],
  );
  if (!call) throw new Error('a call gave no row');
  return call;
}

class PostgresBooks implements Books {
  constructor(
    private readonly manager: EntityManager,
    private readonly attempt: Attempt,
    private readonly call: CallRow,
    private readonly policy: VerificationPolicy,
    private readonly alerts: Alert[],
  ) {}

  async claimSeals(): Promise<void> {
    if (!(await claimSeals(this.manager, this.attempt.sealMarks, this.attempt.commandId))) throw new SealUsed();
  }

  async look(): Promise<Look> {
    const { manager, attempt, call, policy } = this;
    const known = await manager.findOneBy(VerificationAttemptEntity, { commandId: attempt.commandId });
    const numbers = await clientsOfNumber(manager, attempt.caller.number, policy.clientNumber.quarantineDays);
    const registeredTo = numbers.map((number) => number.clientId);
    const fromUnregistered = isFromUnregistered(attempt.caller, registeredTo);
    return {
      earlier: known ? await verdictOf(manager, known) : undefined,
      verifiedClientId: call.clientId ?? undefined,
      clientsOfNumber: registeredTo,
      found: await findCredential(manager, attempt.credential, numbers, policy),
      throttles: {
        callOver: call.over,
        fromUnregistered,
        ...(await countersOfCallAndNumber(manager, attempt)),
        ...(fromUnregistered
          ? await countersOfUnregistered(manager)
          : { unregisteredSuspended: false, failuresOfUnregistered: 0 }),
      },
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
    const counters = await countersOfCallAndNumber(this.manager, this.attempt);
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
