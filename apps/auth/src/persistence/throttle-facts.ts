import type { EntityManager } from 'typeorm';
import type { ThrottleFacts } from '../domain/throttles.js';
import type { Attempt } from '../domain/verification-records.js';

/** The counters of an attempt's call, of its caller number, and of all unregistered numbers together. */
export interface Counters extends Omit<ThrottleFacts, 'callOver' | 'fromUnregistered'> {
  /** Without those under way, which may yet succeed: only these block a number. */
  readonly settledFailuresOfNumber: number;
  /** This very command is known already. */
  readonly seenBefore: boolean;
}

/** Counts an attempt under way as failed (S10). Everything by the database's clock (S12). */
export async function readCounters(manager: EntityManager, attempt: Attempt): Promise<Counters> {
  const panToken = attempt.credential.kind === 'card' ? attempt.credential.panToken : null;
  const [row] = await manager.query<Counters[]>(
    `WITH number AS (
       SELECT coalesce(max(blocked_until) > now(), false) AS blocked,
              greatest(now() - interval '24 hours', max(counted_since)) AS since
       FROM caller_numbers WHERE caller_number = $2
     ), recent AS (
       SELECT state, pan_token FROM verification_attempts, number
       WHERE caller_number = $2 AND at > number.since AND state <> 'closed'
     )
     SELECT
       EXISTS (SELECT FROM verification_attempts WHERE command_id = $4) AS "seenBefore",
       (SELECT count(*)::int FROM verification_attempts
        WHERE call_id = $1 AND state IN ('pending', 'failed')) AS "failuresInCall",
       number.blocked AS "numberBlocked",
       (SELECT count(*)::int FROM recent WHERE state IN ('pending', 'failed')) AS "failuresOfNumber",
       (SELECT count(*)::int FROM recent WHERE state = 'failed') AS "settledFailuresOfNumber",
       (SELECT count(DISTINCT pan_token)::int FROM recent WHERE pan_token <> $3) AS "otherCardsOfNumber",
       EXISTS (SELECT FROM suspensions WHERE what = 'unregistered_numbers' AND until > now()) AS "unregisteredSuspended",
       (SELECT count(*)::int FROM verification_attempts
        WHERE from_unregistered AND state IN ('pending', 'failed') AND at > now() - interval '5 minutes')
       AS "failuresOfUnregistered"
     FROM number`,
    [attempt.callId, attempt.caller.number ?? null, panToken, attempt.commandId],
  );
  if (!row) throw new Error('the counters gave no row');
  return row;
}

/** @returns false when the number is blocked already. */
export async function blockNumber(manager: EntityManager, callerNumber: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `INSERT INTO caller_numbers AS known (caller_number, blocked_until) VALUES ($1, now() + interval '24 hours')
     ON CONFLICT (caller_number) DO UPDATE SET blocked_until = EXCLUDED.blocked_until
     WHERE known.blocked_until IS NULL OR known.blocked_until <= now()
     RETURNING caller_number`,
    [callerNumber],
  );
  return rows.length === 1;
}

/** @returns false when they are suspended already. */
export async function suspendUnregistered(manager: EntityManager): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `INSERT INTO suspensions AS known (what, until) VALUES ('unregistered_numbers', now() + interval '15 minutes')
     ON CONFLICT (what) DO UPDATE SET until = EXCLUDED.until WHERE known.until <= now()
     RETURNING what`,
  );
  return rows.length === 1;
}

/**
 * Ends a block and starts the number's counters again.
 * @returns whether it was blocked.
 */
export async function releaseNumber(manager: EntityManager, callerNumber: string): Promise<boolean> {
  const [rows] = await manager.query<[{ wasBlocked: boolean }[], number]>(
    `UPDATE caller_numbers SET blocked_until = NULL, counted_since = now()
     FROM caller_numbers before
     WHERE caller_numbers.caller_number = $1 AND before.caller_number = caller_numbers.caller_number
     RETURNING coalesce(before.blocked_until > now(), false) AS "wasBlocked"`,
    [callerNumber],
  );
  return rows[0]?.wasBlocked ?? false;
}
