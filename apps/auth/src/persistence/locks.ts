import type { ListBlockedNumbers, ListLockedCards, ReplyInputOf } from '#libs/contracts';
import type { EntityManager } from 'typeorm';

type LockedCard = ReplyInputOf<typeof ListLockedCards>['locks'][number];
type BlockedNumber = ReplyInputOf<typeof ListBlockedNumbers>['locks'][number];

/** An instant in JSON; null for one that never comes. */
const UNTIL = (column: string) =>
  `CASE WHEN ${column} <> 'infinity' THEN to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END AS until`;

/** Cards locked now, by the database's clock (S12). */
export async function lockedCards(
  manager: EntityManager,
  maxFailuresTotal: number,
  limit: number,
  after: string | undefined,
): Promise<LockedCard[]> {
  return manager.query(
    `SELECT card_id AS "cardId", client_id AS "clientId", kind, last_four AS "lastFour", ${UNTIL('locked_until')},
            consecutive, total, total >= $1 AS "takesTwo"
     FROM card_tries JOIN cards ON cards.id = card_id
     WHERE locked_until IS NOT NULL AND locked_until > now() AND ($2::uuid IS NULL OR card_id > $2)
     ORDER BY card_id LIMIT $3`,
    [maxFailuresTotal, after ?? null, limit],
  );
}

/** Caller numbers blocked now. */
export async function blockedNumbers(
  manager: EntityManager,
  limit: number,
  after: string | undefined,
): Promise<BlockedNumber[]> {
  return manager.query(
    `SELECT caller_number AS "callerNumber", ${UNTIL('blocked_until')} FROM caller_numbers
     WHERE blocked_until > now() AND ($1::varchar IS NULL OR caller_number > $1)
     ORDER BY caller_number LIMIT $2`,
    [after ?? null, limit],
  );
}
