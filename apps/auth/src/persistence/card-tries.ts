import type { EntityManager } from 'typeorm';
import type { VerificationPolicy } from '../domain/verification-policy.js';
import type { CountedTry } from '../domain/verification-records.js';

/**
 * Takes one try of a card, in one statement by the database's clock (S10, S12): only while it is not locked and its
 * total is not used up. A lock that ended restarts the consecutive count, never the total (S11). The lock the last
 * permitted try would bring is set with it, so that nothing can slip in while it is compared; a right PIN clears it.
 */
export async function takeTry(
  manager: EntityManager,
  cardId: string,
  pin: VerificationPolicy['pin'],
): Promise<CountedTry | undefined> {
  const [rows] = await manager.query<[CountedTry[], number]>(
    `UPDATE card_tries SET
       consecutive = CASE WHEN locked_until IS NULL THEN consecutive ELSE 0 END + 1,
       total = total + 1,
       locked_until = CASE
         WHEN total + 1 >= $3 THEN 'infinity'::timestamptz
         WHEN CASE WHEN locked_until IS NULL THEN consecutive ELSE 0 END + 1 < $2 THEN NULL
         WHEN $4::int = 0 THEN 'infinity'
         ELSE now() + make_interval(hours => $4::int)
       END
     WHERE card_id = $1 AND total < $3 AND (locked_until IS NULL OR locked_until <= now())
     RETURNING total, series, CASE
       WHEN locked_until IS NULL THEN 'no' WHEN locked_until = 'infinity' THEN 'untilStaff' ELSE 'forHours'
     END AS locked`,
    [cardId, pin.maxFailures, pin.maxFailuresTotal, pin.lockHours],
  );
  return rows[0];
}

/** Gives a try back that was certainly not compared, and the lock it brought, unless the counters were cleared since. */
export async function giveBackTry(manager: EntityManager, taken: { cardId: string; series: number }): Promise<void> {
  await manager.query(
    `UPDATE card_tries SET consecutive = consecutive - 1, total = total - 1, locked_until = NULL
     WHERE card_id = $1 AND series = $2 AND consecutive > 0`,
    [taken.cardId, taken.series],
  );
}

/** Counters and lock as they were before a change. */
export interface TriesBefore {
  readonly consecutive: number;
  readonly total: number;
  readonly wasLocked: boolean;
}

const BEFORE = `before.consecutive, before.total, coalesce(before.locked_until > now(), false) AS "wasLocked"`;

/**
 * Clears both counters and the lock: after a right PIN, or by two of staff.
 * @returns what was before; undefined when auth knows no such card.
 */
export async function clearTries(manager: EntityManager, cardId: string): Promise<TriesBefore | undefined> {
  const [rows] = await manager.query<[TriesBefore[], number]>(
    `UPDATE card_tries SET consecutive = 0, total = 0, locked_until = NULL, series = card_tries.series + 1
     FROM card_tries before
     WHERE card_tries.card_id = $1 AND before.card_id = card_tries.card_id
     RETURNING ${BEFORE}`,
    [cardId],
  );
  return rows[0];
}

/** Ends the lock and restarts the consecutive count, as the end of its time would; the total goes on (S11). */
export async function endLock(manager: EntityManager, cardId: string): Promise<TriesBefore | undefined> {
  const [rows] = await manager.query<[TriesBefore[], number]>(
    `UPDATE card_tries SET consecutive = 0, locked_until = NULL
     FROM card_tries before
     WHERE card_tries.card_id = $1 AND before.card_id = card_tries.card_id
     RETURNING ${BEFORE}`,
    [cardId],
  );
  return rows[0];
}
