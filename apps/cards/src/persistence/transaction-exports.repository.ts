import { EXPORT_KEPT_HOURS, type ExportPosition } from '#libs/exports';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** How many expired exports go with each new one. */
const PRUNED_AT_ONCE = 10;

/** An export to be opened. */
export interface NewExport {
  readonly exportId: string;
  readonly commandId: string;
  readonly clientId: string;
  readonly cardId: string;
  readonly lastCutDate: string;
}

/** The card of an export, and how many transactions it shows. */
export interface ExportedCard {
  readonly lastFour: string;
  readonly currency: string;
  readonly lastCutDate: string;
  readonly transactionCount: number;
}

/** A transaction of an export, and its place in it. */
export interface ExportedTransaction extends ExportPosition {
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly description: string;
}

/** What belongs to an export (R38, D38); `export` is the row of the export, `posted` that of a transaction. */
const IN_EXPORT = `posted.card_id = export.card_id AND posted.state = 'posted'
         AND posted.date > export.last_cut_date AND posted.imported_no <= export.last_imported_no`;

/** Keeps what a list will show, by reference: transactions are copied nowhere. */
@Injectable()
export class TransactionExportsRepository {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /**
   * Opens an export, or finds the one the same command opened for this client before.
   * @returns `undefined` when the command was another client's; `empty` when there is nothing to show.
   */
  async open(wanted: NewExport): Promise<{ exportId: string; expiresAt: Date } | 'empty' | undefined> {
    await this.dataSource.query(
      `WITH past AS (
         SELECT id FROM transaction_exports WHERE expires_at < now() LIMIT ${PRUNED_AT_ONCE} FOR UPDATE SKIP LOCKED
       ), pruned AS (
         DELETE FROM transaction_exports USING past WHERE transaction_exports.id = past.id
       )
       INSERT INTO transaction_exports (id, command_id, client_id, card_id, last_cut_date, last_imported_no, expires_at)
       SELECT $1, $2, $3, $4, $5, max(imported_no), now() + interval '${EXPORT_KEPT_HOURS} hours'
       FROM card_transactions
       WHERE card_id = $4 AND state = 'posted' AND date > $5
       HAVING count(*) > 0
       ON CONFLICT (command_id) DO NOTHING`,
      [wanted.exportId, wanted.commandId, wanted.clientId, wanted.cardId, wanted.lastCutDate],
    );
    const [found] = await this.dataSource.query<{ id: string; client_id: string; expires_at: Date }[]>(
      'SELECT id, client_id, expires_at FROM transaction_exports WHERE command_id = $1 AND expires_at > now()',
      [wanted.commandId],
    );
    if (!found) return 'empty';
    return found.client_id === wanted.clientId ? { exportId: found.id, expiresAt: found.expires_at } : undefined;
  }

  /** @returns `undefined` for an export that is not there, or has expired. */
  async describe(exportId: string): Promise<ExportedCard | undefined> {
    const [row] = await this.dataSource.query<
      { last_four: string; currency: string; last_cut_date: string; transactions: string }[]
    >(
      `SELECT cards.last_four, cards.currency, export.last_cut_date::text, count(posted.id) AS transactions
       FROM transaction_exports AS export
       JOIN cards ON cards.id = export.card_id
       LEFT JOIN card_transactions AS posted ON ${IN_EXPORT}
       WHERE export.id = $1 AND export.expires_at > now()
       GROUP BY export.id, cards.id`,
      [exportId],
    );
    return (
      row && {
        lastFour: row.last_four,
        currency: row.currency,
        lastCutDate: row.last_cut_date,
        transactionCount: Number(row.transactions),
      }
    );
  }

  /** The transactions of an export after a position, oldest first: at most `limit`. */
  async transactionsAfter(
    exportId: string,
    after: ExportPosition | undefined,
    limit: number,
  ): Promise<ExportedTransaction[]> {
    const rows = await this.dataSource.query<
      { date: string; imported_no: string; amount_minor: string; currency: string; description: string }[]
    >(
      `SELECT posted.date::text, posted.imported_no, posted.amount_minor, posted.currency, posted.description
       FROM transaction_exports AS export
       JOIN card_transactions AS posted ON ${IN_EXPORT}
       WHERE export.id = $1 AND export.expires_at > now() AND (posted.date, posted.imported_no) > ($2::date, $3::bigint)
       ORDER BY posted.date, posted.imported_no
       LIMIT $4`,
      [exportId, after?.date ?? '-infinity', after?.importedNo.toString() ?? '0', limit],
    );
    return rows.map((row) => ({
      date: row.date,
      importedNo: BigInt(row.imported_no),
      amountMinor: BigInt(row.amount_minor),
      currency: row.currency,
      description: row.description,
    }));
  }
}
