import type { Upload } from '#libs/bank-import';
import type { DataSource, EntityManager } from 'typeorm';
import type { TimedPlace } from '../routes/paging.js';
import type { Actor, Role } from '../routes/role.js';
import { Problem } from '../routes/problem.js';

/** A file of the bank's data as it was checked; the importer loads these bytes and no others. */
export interface ProposedFile extends Pick<Upload, 'kind' | 'format' | 'onError' | 'bytes' | 'sha256'> {
  readonly rows: number;
  readonly refused: number;
}

/** What is proposed, and about whom or what. */
export type Change =
  | { readonly kind: 'client-phones'; readonly before: readonly string[]; readonly after: readonly string[] }
  | { readonly kind: 'client-email'; readonly before: string | null; readonly after: string | null }
  | { readonly kind: 'card-total' }
  | { readonly kind: 'user-roles'; readonly before: readonly Role[]; readonly after: readonly Role[] }
  | { readonly kind: 'import'; readonly file: ProposedFile };
export type ProposalKind = Change['kind'];

/** How far a proposal has come; `approved`: its change is under way, or a service did not answer. */
export type ProposalState = 'pending' | 'approved' | 'applied' | 'failed' | 'rejected' | 'withdrawn';

/** A change that one proposed and another decides on (S34). */
export interface Proposal {
  readonly proposalId: string;
  readonly subjectId: string;
  readonly change: Change;
  readonly reason: string;
  readonly state: ProposalState;
  readonly proposedBy: string;
  readonly proposedByName: string;
  readonly proposedAt: Date;
  readonly decidedBy: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly outcome: string | null;
  /** Its place in the list. */
  readonly at: string;
}

const SEEN = `id AS "proposalId", subject_id AS "subjectId", change || jsonb_build_object('kind', kind) AS change, reason, state,
  proposed_by AS "proposedBy", proposed_by_name AS "proposedByName", proposed_at AS "proposedAt",
  decided_by AS "decidedBy", decided_by_name AS "decidedByName", decided_at AS "decidedAt", outcome,
  to_char(proposed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') AS at`;

/** Unique constraint of PostgreSQL. */
const TAKEN = '23505';

/** Proposals as rows; each change of state is one conditional UPDATE (S30). */
export class ProposalsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws Problem `conflict` when there is an open proposal about the same. */
  async add(
    id: string,
    proposed: { subjectId: string; change: Change; reason: string },
    actor: Actor,
  ): Promise<Proposal> {
    const { kind, ...change } = proposed.change;
    try {
      // The same command again finds what it made.
      await this.dataSource.query(
        `INSERT INTO admin_proposals (id, kind, subject_id, change, reason, proposed_by, proposed_by_name)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
        [id, kind, proposed.subjectId, JSON.stringify(change), proposed.reason, actor.id, actor.name],
      );
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === TAKEN)) throw error;
      throw new Problem('conflict', { detail: 'There is an open proposal about this already.' });
    }
    return this.found(id);
  }

  /** Newest first. */
  async list(state: ProposalState | undefined, limit: number, after: TimedPlace | undefined): Promise<Proposal[]> {
    return this.dataSource.query(
      `SELECT ${SEEN} FROM admin_proposals
       WHERE ($1::varchar IS NULL OR state = $1)
         AND ($2::timestamptz IS NULL OR (proposed_at, id) < ($2, $3::uuid))
       ORDER BY proposed_at DESC, id DESC LIMIT $4`,
      [state ?? null, after?.at ?? null, after?.id ?? null, limit],
    );
  }

  /** @throws Problem `not-found` */
  async found(id: string): Promise<Proposal> {
    const [row] = await this.dataSource.query<Proposal[]>(`SELECT ${SEEN} FROM admin_proposals WHERE id = $1`, [id]);
    if (!row) throw new Problem('not-found');
    return row;
  }

  /** From pending, by this person. @returns false when it was decided before. */
  async decide(id: string, state: 'approved' | 'rejected' | 'withdrawn', actor: Actor): Promise<boolean> {
    return this.changed(
      `UPDATE admin_proposals SET state = $2, decided_by = $3, decided_by_name = $4, decided_at = now()
       WHERE id = $1 AND state = 'pending' AND ($2 <> 'approved' OR proposed_by <> $3) RETURNING id`,
      [id, state, actor.id, actor.name],
    );
  }

  /** From approved: how the change went. */
  async settle(
    id: string,
    state: 'applied' | 'failed',
    outcome: string,
    manager: Pick<EntityManager, 'query'> = this.dataSource.manager,
  ): Promise<boolean> {
    return this.changed(
      `UPDATE admin_proposals SET state = $2, outcome = $3 WHERE id = $1 AND state = 'approved' RETURNING id`,
      [id, state, outcome.slice(0, 500)],
      manager,
    );
  }

  private async changed(
    statement: string,
    parameters: unknown[],
    manager: Pick<EntityManager, 'query'> = this.dataSource.manager,
  ): Promise<boolean> {
    const [rows] = await manager.query<[unknown[], number]>(statement, parameters);
    return rows.length === 1;
  }
}
