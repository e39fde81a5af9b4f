import type { EntityManager } from 'typeorm';

/** Longer than any seal is accepted, so that a mark is forgotten only when age alone refuses its seal. */
const KEPT = '10 minutes';

/**
 * Writes down that these seals came with this command; a unique insert, so that of two at once one wins (S6).
 * @returns false when one of them came with another command before.
 */
export async function claimSeals(
  manager: EntityManager,
  marks: readonly Buffer[],
  commandId: string,
): Promise<boolean> {
  await manager.query(
    `INSERT INTO used_seals (mark, command_id, expires_at)
     SELECT mark, $2, now() + interval '${KEPT}' FROM unnest($1::bytea[]) AS mark ORDER BY mark
     ON CONFLICT (mark) DO NOTHING`,
    [marks, commandId],
  );
  const [row] = await manager.query<{ ours: number }[]>(
    'SELECT count(*)::int AS ours FROM used_seals WHERE mark = ANY ($1::bytea[]) AND command_id = $2',
    [marks, commandId],
  );
  return row?.ours === new Set(marks.map((mark) => mark.toString('hex'))).size;
}
