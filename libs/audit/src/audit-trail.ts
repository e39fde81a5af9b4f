import { prepared } from '#libs/persistence';
import { createSecretKey, type KeyObject } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { type AuditEntry, writtenEntry } from './audit-entry.js';
import { type AuditRow, continueChain, GENESIS, type Head } from './chain.js';
import { type Lane, Lanes } from './lanes.js';

/** No row could be written, so what it was about must not happen (S33). */
export class AuditUnwritable extends Error {
  override readonly name = 'AuditUnwritable';
}

/** Takes the lane, numbers and MACs of rows: `$n` is what {@link asParameter} gives. */
export const insertRows = (parameter: string, from = '') => `
  INSERT INTO audit_trail (lane, seq, at, actor, action, subject, reason, details, mac)
  SELECT entry.lane, entry.seq, entry.at, entry.actor, entry.action, entry.subject, entry.reason,
         entry.details::json, decode(entry.mac, 'base64')
  FROM ${from === '' ? '' : `${from}, `}json_to_recordset(${parameter}::json) AS entry(
         lane smallint, seq bigint, at timestamptz, actor text, action text, subject text, reason text, details text,
         mac text)`;

/** Rows as the one parameter of {@link insertRows}. */
export const asParameter = (rows: readonly AuditRow[]) =>
  JSON.stringify(rows.map((row) => ({ ...row, mac: row.mac.toString('base64') })));

/** How long a writer waits for a lane, milliseconds: as long as for a connection (F11). */
const MOST_WAIT_MS = 1_000;
/** How often a place in a chain may be taken by another process before the row counts as not written. */
const MOST_TRIES = 20;

/**
 * The audit trail of one service: rows are only ever added, each carries a keyed MAC over itself and the row before it
 * (S33). A row is in the database when these functions return, so whoever answers afterwards answers for something that
 * can be proved.
 *
 * The rows of a schema form several chains. A writer takes a chain nobody uses; the primary key keeps two processes from
 * continuing at the same place, and the slower one tries again.
 */
export class AuditTrail {
  private readonly key: KeyObject;
  private readonly lanes = new Lanes(MOST_WAIT_MS);

  /** @param options.schema the service's schema; part of every MAC. @param options.key 32 secret bytes. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly options: { readonly schema: string; readonly key: Uint8Array },
  ) {
    this.key = createSecretKey(options.key);
  }

  /**
   * Writes one entry by itself, before what it is about is answered.
   * @throws AuditUnwritable when it is not in the database: the caller must not go on.
   */
  async record(entry: AuditEntry): Promise<void> {
    try {
      await this.with([entry], async (rows) => {
        await prepared(this.dataSource, 'record-audit', insertRows('$1'), [asParameter(rows)]);
        return { appended: true, result: undefined };
      });
    } catch (cause) {
      throw new AuditUnwritable('the audit trail could not be written', { cause });
    }
  }

  /**
   * A change and its entry, both or neither: everything done with the manager and every entry recorded is committed
   * together when `work` returns, and undone when it throws.
   * @throws AuditUnwritable when an entry cannot be written, and what `work` throws.
   */
  async transaction<Result>(
    work: (manager: EntityManager, record: (entry: AuditEntry) => Promise<void>) => Promise<Result>,
  ): Promise<Result> {
    let lane: Lane | undefined;
    let head: Head | undefined;
    let isCommitted = false;
    try {
      const result = await this.dataSource.transaction((manager) =>
        work(manager, async (entry) => {
          lane ??= await this.lanes.take();
          head = await this.recordIn(manager, lane, head, entry);
        }),
      );
      isCommitted = true;
      return result;
    } finally {
      if (lane) this.lanes.giveBack(lane, isCommitted ? head : undefined);
    }
  }

  /**
   * Entries that a statement of the caller's writes as part of itself, by {@link insertRows}. `write` says whether it did,
   * and may be called again when another process took the same place in a chain: it must do everything or nothing.
   * @throws what `write` throws, NoLane when too many write at once.
   */
  async with<Result>(
    entries: readonly AuditEntry[],
    write: (rows: readonly AuditRow[]) => Promise<{ appended: boolean; result: Result }>,
  ): Promise<Result> {
    const written = entries.map((entry) => writtenEntry(entry));
    for (let tries = 1; ; tries += 1) {
      const lane = await this.lanes.take();
      let head: Head | undefined;
      try {
        // After a conflict what is remembered of other lanes may be as old.
        const known = tries === 1 ? lane.head : undefined;
        const from = known ?? (await this.headOf(lane, this.dataSource.manager));
        const rows = continueChain({ ...this.chain(lane), head: from }, written);
        const { appended, result } = await write(rows);
        head = appended ? (rows.at(-1) ?? from) : from;
        return result;
      } catch (error) {
        if (!isPlaceTaken(error) || tries === MOST_TRIES) throw error;
      } finally {
        this.lanes.giveBack(lane, head);
      }
    }
  }

  private async recordIn(
    manager: EntityManager,
    lane: Lane,
    known: Head | undefined,
    entry: AuditEntry,
  ): Promise<Head> {
    const written = writtenEntry(entry);
    let from = known ?? lane.head;
    try {
      for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
        from ??= await this.headOf(lane, manager);
        const [row] = continueChain({ ...this.chain(lane), head: from }, [written]);
        if (!row) break;
        // A conflict that failed the statement would end the transaction.
        const text = `${insertRows('$1')} ON CONFLICT (lane, seq) DO NOTHING RETURNING seq`;
        const inserted = await manager.query<unknown[]>(text, [asParameter([row])]);
        if (inserted.length === 1) return row;
        from = undefined;
      }
      throw new Error('others were always first');
    } catch (cause) {
      throw new AuditUnwritable('the audit trail could not be written', { cause });
    }
  }

  private chain = (lane: Lane) => ({ key: this.key, schema: this.options.schema, lane: lane.number });

  private async headOf(lane: Lane, database: Pick<EntityManager, 'query'>): Promise<Head> {
    const [row] = await database.query<{ seq: string; mac: Buffer }[]>(
      'SELECT seq, mac FROM audit_trail WHERE lane = $1 ORDER BY seq DESC LIMIT 1',
      [lane.number],
    );
    return row ? { seq: Number(row.seq), mac: row.mac } : GENESIS;
  }
}

/** Another process continued the chain at the same place. */
function isPlaceTaken(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'audit_trail_pkey';
}
