import type { EntityManager } from 'typeorm';
import type { Attempt } from '../domain/verification-records.js';
import { CLAIMED, SEAL_LIFE } from './used-seals.js';

/** A call as it stands at the turn of one of its attempts. */
export interface CallRow {
  clientId: string | null;
  over: boolean;
  /** The database's clock, the only one that decides (S12), and the day in bank time by it. */
  now: Date;
  today: string;
  /** None of the seals was seen with another command. */
  sealsAreOurs: boolean;
}

/**
 * Waits for the turn of a caller number, then of a call, claims the seals, and holds all of it to the end of the
 * transaction. Always in this order, and a card's row after them, so that no two transactions wait for each other. One
 * statement, as every attempt begins with it; those after it see what the turn before left.
 */
export async function takeTurn(
  manager: EntityManager,
  { callId, caller, commandId }: Attempt,
  sealMarks: readonly Buffer[],
  timezone: string,
): Promise<CallRow> {
  const [call] = await manager.query<CallRow[]>(
    `WITH turn AS MATERIALIZED (
       SELECT pg_advisory_xact_lock(hashtextextended($2, 0))
     ), seals AS (
       INSERT INTO used_seals AS known (mark, command_id, expires_at)
       SELECT mark, $4::uuid, now() + interval '${SEAL_LIFE}' FROM turn, unnest($3::bytea[]) AS mark
       ${CLAIMED} RETURNING command_id = $4 AS ours
     ), call AS (
       INSERT INTO calls (call_id) SELECT $1::uuid FROM turn
       ON CONFLICT (call_id) DO UPDATE SET call_id = EXCLUDED.call_id
       RETURNING client_id, ended_at
     )
     SELECT client_id AS "clientId", ended_at IS NOT NULL AS over, date_trunc('milliseconds', now()) AS now,
            (now() AT TIME ZONE $5)::date::text AS today,
            (SELECT coalesce(bool_and(ours), true) FROM seals) AS "sealsAreOurs"
     FROM call`,
    [callId, `auth caller ${caller.number ?? callId}`, sealMarks, commandId, timezone],
  );
  if (!call) throw new Error('a call gave no row');
  return call;
}
