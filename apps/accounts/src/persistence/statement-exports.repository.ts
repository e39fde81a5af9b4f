import { EXPORT_KEPT_HOURS, type ExportPosition } from '#libs/exports';
import { prepared } from '#libs/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** How many expired exports go with each new one. */
const PRUNED_AT_ONCE = 10;

/** An export to be opened. */
export interface NewExport {
  readonly exportId: string;
  readonly commandId: string;
  readonly clientId: string;
  /** In the order in which statements are sent. */
  readonly accountIds: readonly string[];
  readonly days: number;
  readonly timeZone: string;
}

/** An account of an export with what its movements in the period add up to, in minor units. */
export interface ExportedAccount {
  readonly accountId: string;
  readonly number: string;
  readonly type: 'current' | 'savings';
  readonly currency: string;
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly closingBalanceMinor: bigint;
  readonly movedMinor: bigint;
  readonly movementCount: number;
}

/** A movement of an export, and its place in it. */
export interface ExportedMovement extends ExportPosition {
  readonly amountMinor: bigint;
  readonly description: string;
}

/** Keeps what a statement will show, by reference: movements are copied nowhere. */
@Injectable()
export class StatementExportsRepository {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /**
   * Opens an export, or finds the one the same command opened for this client before.
   * @returns `undefined` when the command was another client's.
   */
  async open(wanted: NewExport): Promise<{ exportId: string; expiresAt: Date } | undefined> {
    await prepared(
      this.dataSource,
      'open-export',
      `WITH past AS (
         SELECT id FROM statement_exports WHERE expires_at < now() LIMIT ${PRUNED_AT_ONCE} FOR UPDATE SKIP LOCKED
       ), pruned AS (
         DELETE FROM statement_exports USING past WHERE statement_exports.id = past.id
       ), today AS (
         SELECT (now() AT TIME ZONE $4)::date AS date
       ), opened AS (
         INSERT INTO statement_exports
           (id, command_id, client_id, period_start, period_end, last_imported_no, expires_at)
         SELECT $1, $2, $3, today.date - $5::int, today.date,
                (SELECT COALESCE(max(imported_no), 0) FROM account_transactions AS moved
                 WHERE moved.account_id = ANY ($6::uuid[]) AND moved.date >= today.date - $5::int),
                now() + interval '${EXPORT_KEPT_HOURS} hours'
         FROM today
         ON CONFLICT (command_id) DO NOTHING
         RETURNING id
       )
       INSERT INTO statement_export_accounts (export_id, position, account_id, booked_balance_minor)
       SELECT opened.id, wanted.position, accounts.id, accounts.booked_balance_minor
       FROM opened, unnest($6::uuid[]) WITH ORDINALITY AS wanted (account_id, position)
       JOIN accounts ON accounts.id = wanted.account_id`,
      [wanted.exportId, wanted.commandId, wanted.clientId, wanted.timeZone, wanted.days, [...wanted.accountIds]],
    );
    const [found] = await prepared<{ id: string; expires_at: Date }>(
      this.dataSource,
      'opened-export',
      'SELECT id, expires_at FROM statement_exports WHERE command_id = $1 AND client_id = $2 AND expires_at > now()',
      [wanted.commandId, wanted.clientId],
    );
    return found && { exportId: found.id, expiresAt: found.expires_at };
  }

  /** The accounts of an export that has not expired, in order; none when there is no such export. */
  async accountsOf(exportId: string): Promise<ExportedAccount[]> {
    const rows = await prepared<{
      account_id: string;
      number: string;
      type: ExportedAccount['type'];
      currency: string;
      period_start: string;
      period_end: string;
      closing: string;
      moved: string;
      movements: string;
    }>(
      this.dataSource,
      'accounts-of-export',
      `SELECT kept.account_id, accounts.number, accounts.type, accounts.currency,
              export.period_start::text, export.period_end::text,
              kept.booked_balance_minor - COALESCE(sum(moved.amount_minor) FILTER (WHERE moved.date > period_end), 0)
                AS closing,
              COALESCE(sum(moved.amount_minor) FILTER (WHERE moved.date <= period_end), 0) AS moved,
              count(*) FILTER (WHERE moved.date <= period_end) AS movements
       FROM statement_exports AS export
       JOIN statement_export_accounts AS kept ON kept.export_id = export.id
       JOIN accounts ON accounts.id = kept.account_id
       LEFT JOIN account_transactions AS moved
         ON moved.account_id = kept.account_id AND moved.date >= period_start AND imported_no <= last_imported_no
       WHERE export.id = $1 AND export.expires_at > now()
       GROUP BY export.id, kept.export_id, kept.account_id, accounts.id
       ORDER BY kept.position`,
      [exportId],
    );
    return rows.map((row) => ({
      accountId: row.account_id,
      number: row.number,
      type: row.type,
      currency: row.currency,
      periodStart: row.period_start,
      periodEnd: row.period_end,
      closingBalanceMinor: BigInt(row.closing),
      movedMinor: BigInt(row.moved),
      movementCount: Number(row.movements),
    }));
  }

  /** Whether the account belongs to an export that has not expired. */
  async holds(exportId: string, accountId: string): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      `SELECT FROM statement_exports AS export
       JOIN statement_export_accounts AS kept ON kept.export_id = export.id
       WHERE export.id = $1 AND kept.account_id = $2 AND export.expires_at > now()`,
      [exportId, accountId],
    );
    return rows.length > 0;
  }

  /** The movements of an account of an export after a position, oldest first: at most `limit`. */
  async movementsAfter(
    exportId: string,
    accountId: string,
    after: ExportPosition | undefined,
    limit: number,
  ): Promise<ExportedMovement[]> {
    const rows = await prepared<MovementRow>(
      this.dataSource,
      'movements-of-export-after',
      // Values and not a join, so that the index alone gives the order, and a page costs the same wherever it begins.
      `WITH export AS (
         SELECT period_start, period_end, last_imported_no
         FROM statement_exports JOIN statement_export_accounts ON export_id = id
         WHERE id = $1 AND account_id = $2 AND expires_at > now()
       )
       SELECT moved.date::text, moved.imported_no, moved.amount_minor, moved.description
       FROM account_transactions AS moved
       WHERE moved.account_id = $2
         AND moved.date BETWEEN (SELECT period_start FROM export) AND (SELECT period_end FROM export)
         AND moved.imported_no <= (SELECT last_imported_no FROM export)
         AND (moved.date, moved.imported_no) > ($3::date, $4::bigint)
       ORDER BY moved.date, moved.imported_no
       LIMIT $5`,
      [exportId, accountId, after?.date ?? '-infinity', after?.importedNo.toString() ?? '0', limit],
    );
    return rows.map(toMovement);
  }

  /** All movements of a small export, each account's oldest first: at most `limit` of them. */
  async movementsOf(exportId: string, limit: number): Promise<(ExportedMovement & { readonly accountId: string })[]> {
    const rows = await prepared<MovementRow & { account_id: string }>(
      this.dataSource,
      'movements-of-export',
      `SELECT moved.account_id, moved.date::text, moved.imported_no, moved.amount_minor, moved.description
       FROM statement_exports AS export
       JOIN statement_export_accounts AS kept ON kept.export_id = export.id
       JOIN account_transactions AS moved
         ON moved.account_id = kept.account_id
        AND moved.date BETWEEN export.period_start AND export.period_end
        AND moved.imported_no <= export.last_imported_no
       WHERE export.id = $1 AND export.expires_at > now()
       ORDER BY kept.position, moved.date, moved.imported_no
       LIMIT $2`,
      [exportId, limit],
    );
    return rows.map((row) => ({ ...toMovement(row), accountId: row.account_id }));
  }
}

interface MovementRow {
  date: string;
  imported_no: string;
  amount_minor: string;
  description: string;
}

function toMovement(row: MovementRow): ExportedMovement {
  return {
    date: row.date,
    importedNo: BigInt(row.imported_no),
    amountMinor: BigInt(row.amount_minor),
    description: row.description,
  };
}
