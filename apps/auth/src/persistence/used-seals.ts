import type { EntityManager } from 'typeorm';

/** Longer than any seal is accepted, so that a mark is forgotten only when age alone refuses its seal. */
export const SEAL_LIFE = '10 minutes';

/** A unique insert: of two commands with one seal, at once or later, the first has it (S6). */
export const CLAIMED = 'ON CONFLICT (mark) DO UPDATE SET command_id = known.command_id';

/**
 * Writes down that these seals came with this import.
 * @returns false when one of them came with something else before.
 */
export async function claimSeals(manager: EntityManager, marks: readonly Buffer[], importId: string): Promise<boolean> {
  const rows = await manager.query<{ ours: boolean }[]>(
    `INSERT INTO used_seals AS known (mark, command_id, expires_at)
     SELECT mark, $2::uuid, now() + interval '${SEAL_LIFE}' FROM unnest($1::bytea[]) AS mark ORDER BY mark
     ${CLAIMED} RETURNING command_id = $2 AS ours`,
    [marks, importId],
  );
  return rows.every(({ ours }) => ours);
}
