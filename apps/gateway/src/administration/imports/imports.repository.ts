import type { Upload } from '#libs/bank-import';
import type { DataSource, EntityManager } from 'typeorm';
import { Problem } from '../routes/problem.js';
import type { TimedPlace } from '../routes/paging.js';
import type { Actor } from '../routes/role.js';

/** A file as it was announced. */
export interface AnnouncedImport extends Omit<Upload, 'begunAt'> {
  readonly begunByName: string;
  readonly begunAt: Date;
  readonly endedAt: Date | null;
  /** The newest proposal to load it. */
  readonly proposalId: string | null;
  /** Its place in the list. */
  readonly at: string;
}

/** Files that are not done with, at most: their number, and their bytes together. */
const MOST_OPEN = 20;
const MOST_OPEN_BYTES = 2 ** 32;
/** How long a file waits for a second person, and how long it is told what came of it. */
const WAITS = `interval '7 days'`;
const KEPT = `interval '90 days'`;

const SEEN = `file.id AS "importId", file.kind, format, on_error AS "onError", bytes::float8 AS bytes, sha256, confirm,
  begun_by_name AS "begunByName", begun_at AS "begunAt", ended_at AS "endedAt",
  (SELECT id FROM admin_proposals WHERE subject_id = file.id ORDER BY proposed_at DESC LIMIT 1) AS "proposalId",
  to_char(begun_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') AS at`;
const OPEN_PROPOSAL = `SELECT FROM admin_proposals WHERE subject_id = file.id AND state IN ('pending', 'approved')`;

/** Uploaded files as rows; their bytes lie in a folder. */
export class ImportsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The same command again finds what it made. @throws Problem `conflict` when too many wait already. */
  async add(file: Omit<Upload, 'begunAt'>, actor: Actor): Promise<AnnouncedImport> {
    const { importId, kind, format, onError, bytes, sha256, confirm } = file;
    await this.dataSource.query(
      `INSERT INTO admin_imports (id, kind, format, on_error, bytes, sha256, confirm, begun_by, begun_by_name)
       SELECT $1::uuid, $2, $3, $4, $5::bigint, $6, $7::boolean, $8, $9
       FROM (SELECT count(*) AS files, coalesce(sum(bytes), 0) AS bytes FROM admin_imports WHERE ended_at IS NULL) AS open
       WHERE open.files < ${MOST_OPEN} AND open.bytes + $5::bigint <= ${MOST_OPEN_BYTES}
       ON CONFLICT (id) DO NOTHING`,
      [importId, kind, format, onError, bytes, sha256, confirm, actor.id, actor.name],
    );
    const made = await this.find(importId);
    if (made) return made;
    throw new Problem('conflict', { detail: 'Too many files wait already: have them loaded, or discard some.' });
  }

  /** Newest first. */
  async list(limit: number, after: TimedPlace | undefined): Promise<AnnouncedImport[]> {
    return this.dataSource.query(
      `SELECT ${SEEN} FROM admin_imports AS file
       WHERE $1::timestamptz IS NULL OR (begun_at, id) < ($1, $2::uuid)
       ORDER BY begun_at DESC, id DESC LIMIT $3`,
      [after?.at ?? null, after?.id ?? null, limit],
    );
  }

  async find(importId: string): Promise<AnnouncedImport | undefined> {
    const [row] = await this.dataSource.query<AnnouncedImport[]>(
      `SELECT ${SEEN} FROM admin_imports AS file WHERE id = $1`,
      [importId],
    );
    return row;
  }

  /** @throws Problem `not-found` */
  async found(importId: string): Promise<AnnouncedImport> {
    const file = await this.find(importId);
    if (!file) throw new Problem('not-found');
    return file;
  }

  /** Those with which something may still happen. */
  async open(): Promise<AnnouncedImport[]> {
    return this.dataSource.query(`SELECT ${SEEN} FROM admin_imports AS file WHERE ended_at IS NULL ORDER BY begun_at`);
  }

  /** @returns false when it ended before. */
  async end(importId: string, manager: Pick<EntityManager, 'query'> = this.dataSource.manager): Promise<boolean> {
    return changed(
      manager,
      'UPDATE admin_imports SET ended_at = now() WHERE id = $1 AND ended_at IS NULL RETURNING id',
      [importId],
    );
  }

  /** @returns false when somebody proposed to load it. */
  async discard(importId: string): Promise<boolean> {
    const statement = `DELETE FROM admin_imports AS file WHERE id = $1 AND NOT EXISTS (${OPEN_PROPOSAL}) RETURNING id`;
    return changed(this.dataSource.manager, statement, [importId]);
  }

  /** Forgets what nobody wanted loaded, or ended long ago. @returns their ids. */
  async tidy(): Promise<string[]> {
    const [rows] = await this.dataSource.query<[{ id: string }[], number]>(
      `DELETE FROM admin_imports AS file
       WHERE (ended_at < now() - ${KEPT} OR ended_at IS NULL AND begun_at < now() - ${WAITS})
         AND NOT EXISTS (${OPEN_PROPOSAL}) RETURNING id`,
    );
    return rows.map(({ id }) => id);
  }
}

/** TypeORM returns rows and count of an UPDATE or DELETE as a pair. */
async function changed(manager: Pick<EntityManager, 'query'>, statement: string, values: unknown[]): Promise<boolean> {
  const [rows] = await manager.query<[unknown[], number]>(statement, values);
  return rows.length === 1;
}
