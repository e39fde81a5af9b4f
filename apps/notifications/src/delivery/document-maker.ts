import { join } from 'node:path';
import type { Revision } from '../documents/pdf/encryption.js';
import type { DocumentDelivery } from '../domain/delivery.js';
import type { BankExports } from '../requests/bank-exports.js';
import type { DocumentContent } from './rendering/document-out.js';
import type { DocumentOrder, Line } from './rendering/render-document.js';
import type { Renderer } from './rendering/renderer.js';

/** A file that goes with an e-mail. */
export interface DocumentFile {
  readonly filename: string;
  readonly contentType: string;
  readonly content: DocumentContent;
  readonly bytes: number;
}

/** The files of one e-mail. */
export interface Documents {
  readonly files: DocumentFile[];
  readonly bytes: number;
}

/** What an e-mail's documents are made for. */
export interface Wanted {
  readonly delivery: Pick<DocumentDelivery, 'kind' | 'exportId' | 'language'>;
  readonly holderName: string;
  /** `undefined` only for a bank that sends plain documents. */
  readonly password: string | undefined;
  /** Large files are written here; it need not be there. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** What stands on every document. */
export interface Letterhead {
  readonly bankName: string;
  readonly timeZone: string;
}

/** How files are called: the last four digits and nothing else of a number. */
const NAMES = {
  sq: { statement: 'pasqyra', list: 'transaksionet' },
  en: { statement: 'statement', list: 'transactions' },
} as const;

const CONTENT_TYPES = { pdf: 'application/pdf', csv: 'text/csv; charset=utf-8' } as const;

/** A document but for its form and its place. */
type Draft = DocumentOrder extends infer Order
  ? Omit<Order & DocumentOrder, 'form' | 'path' | 'password' | 'revision'>
  : never;

/**
 * Writes what an e-mail brings from what accounts or cards keeps ready, page by page: memory does not grow with the number
 * of movements. Where the bank sends plain documents, each PDF has a CSV beside it.
 */
export class DocumentMaker {
  constructor(
    private readonly exports: BankExports,
    private readonly renderer: Renderer,
    private readonly letterhead: Letterhead,
    private readonly revision: Revision,
  ) {}

  /** @throws what reading the export throws, DoesNotAddUp, and errors of the file system. */
  async make(wanted: Wanted): Promise<Documents> {
    const files = wanted.delivery.kind === 'statement' ? await this.statements(wanted) : await this.cardList(wanted);
    return { files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  /** One for each account, in the order in which accounts keeps them (D17). */
  private async statements(wanted: Wanted): Promise<DocumentFile[]> {
    const { exportId, language } = wanted.delivery;
    const { periodStart, periodEnd, accounts } = await this.exports.describeStatement(exportId);
    const files: DocumentFile[] = [];
    for (const [index, account] of accounts.entries()) {
      const head = {
        ...this.common(wanted),
        accountLastFour: account.lastFour,
        accountType: account.type,
        currency: account.currency,
        periodStart,
        periodEnd,
        openingBalanceMinor: BigInt(account.openingBalanceMinor),
        closingBalanceMinor: BigInt(account.closingBalanceMinor),
        movementCount: account.movementCount,
      };
      const isTwin = accounts.findIndex(({ lastFour }) => lastFour === account.lastFour) < index;
      const name = `${NAMES[language].statement}-${account.currency}-${account.lastFour}${isTwin ? `-${index + 1}` : ''}`;
      const pages = () => this.exports.movements(exportId, account, wanted.signal);
      files.push(...(await this.inEveryForm(wanted, name, { kind: 'statement', head }, pages)));
    }
    return files;
  }

  private async cardList(wanted: Wanted): Promise<DocumentFile[]> {
    const { exportId, language } = wanted.delivery;
    const { lastFour, lastCutDate, transactionCount } = await this.exports.describeTransactions(exportId);
    const head = { ...this.common(wanted), cardLastFour: lastFour, lastCutDate, transactionCount };
    const pages = () => this.exports.transactions(exportId, wanted.signal);
    return this.inEveryForm(wanted, `${NAMES[language].list}-${lastFour}`, { kind: 'card-list', head }, pages);
  }

  private common({ delivery, holderName }: Wanted) {
    return { ...this.letterhead, language: delivery.language, holderName, generatedAt: new Date() };
  }

  private async inEveryForm(
    { folder, password, signal }: Wanted,
    name: string,
    draft: Draft,
    pages: () => AsyncIterable<readonly Line[]>,
  ): Promise<DocumentFile[]> {
    const files: DocumentFile[] = [];
    for (const form of password === undefined ? (['pdf', 'csv'] as const) : (['pdf'] as const)) {
      signal.throwIfAborted();
      const filename = `${name}.${form}`;
      const path = join(folder, filename);
      const order = { ...draft, form, path, password, revision: this.revision } as DocumentOrder;
      const rendered = await this.renderer.render(order, pages());
      files.push({ filename, contentType: CONTENT_TYPES[form], ...rendered });
    }
    return files;
  }
}
