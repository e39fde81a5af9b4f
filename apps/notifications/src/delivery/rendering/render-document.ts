import { writeCardListPdf } from '../../documents/card-list-pdf.js';
import { writeCardListCsv, writeMovementsCsv } from '../../documents/movements-csv.js';
import type { Revision } from '../../documents/pdf/encryption.js';
import type {
  CardListDocument,
  CardTransaction,
  Movement,
  StatementDocument,
} from '../../documents/statement-document.js';
import { writeStatementPdf } from '../../documents/statement-pdf.js';
import { type DocumentContent, DocumentOut } from './document-out.js';

/** A document without its lines, which come one by one; it can be sent to another thread. */
export type DocumentOrder =
  | {
      readonly kind: 'statement';
      readonly form: 'pdf' | 'csv';
      readonly head: Omit<StatementDocument, 'movements'>;
      readonly password: string | undefined;
      readonly revision: Revision;
      /** Where it is written when it is large; there must be nothing yet. */
      readonly path: string;
    }
  | {
      readonly kind: 'card-list';
      readonly form: 'pdf' | 'csv';
      readonly head: Omit<CardListDocument, 'transactions'>;
      readonly password: string | undefined;
      readonly revision: Revision;
      readonly path: string;
    };

/** A line of either kind. */
export type Line = Movement | CardTransaction;

/** A document that was written. */
export interface RenderedDocument {
  readonly content: DocumentContent;
  readonly bytes: number;
}

/** Writes a document, in memory that does not grow with the number of lines. */
export async function renderDocument(order: DocumentOrder, lines: AsyncIterable<Line>): Promise<RenderedDocument> {
  const out = new DocumentOut(order.path);
  await writeDocument(order, lines, out);
  return { content: out.content, bytes: out.bytes };
}

function writeDocument(order: DocumentOrder, lines: AsyncIterable<Line>, out: DocumentOut): Promise<void> {
  if (order.kind === 'statement') {
    const document: StatementDocument = { ...order.head, movements: lines };
    return order.form === 'pdf'
      ? writeStatementPdf(document, out, order.password, order.revision)
      : writeMovementsCsv(document, out);
  }
  const document: CardListDocument = { ...order.head, transactions: lines as AsyncIterable<CardTransaction> };
  return order.form === 'pdf'
    ? writeCardListPdf(document, out, order.password, order.revision)
    : writeCardListCsv(document, out);
}
