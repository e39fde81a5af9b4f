import { createWriteStream } from 'node:fs';
import { writeCardListPdf } from '../../documents/card-list-pdf.js';
import { writeCardListCsv, writeMovementsCsv } from '../../documents/movements-csv.js';
import type {
  CardListDocument,
  CardTransaction,
  Movement,
  StatementDocument,
} from '../../documents/statement-document.js';
import { writeStatementPdf } from '../../documents/statement-pdf.js';

/** A document without its lines, which come one by one; it can be sent to another thread. */
export type DocumentOrder =
  | {
      readonly kind: 'statement';
      readonly form: 'pdf' | 'csv';
      readonly head: Omit<StatementDocument, 'movements'>;
      readonly password: string | undefined;
      /** Where it is written; there must be nothing yet. */
      readonly path: string;
    }
  | {
      readonly kind: 'card-list';
      readonly form: 'pdf' | 'csv';
      readonly head: Omit<CardListDocument, 'transactions'>;
      readonly password: string | undefined;
      readonly path: string;
    };

/** A line of either kind. */
export type Line = Movement | CardTransaction;

/** Writes a document to its file, in memory that does not grow with the number of lines. */
export async function renderDocument(order: DocumentOrder, lines: AsyncIterable<Line>): Promise<void> {
  const out = createWriteStream(order.path, { flags: 'wx', mode: 0o600 });
  if (order.kind === 'statement') {
    const document: StatementDocument = { ...order.head, movements: lines };
    return order.form === 'pdf' ? writeStatementPdf(document, out, order.password) : writeMovementsCsv(document, out);
  }
  const document: CardListDocument = { ...order.head, transactions: lines as AsyncIterable<CardTransaction> };
  return order.form === 'pdf' ? writeCardListPdf(document, out, order.password) : writeCardListCsv(document, out);
}
