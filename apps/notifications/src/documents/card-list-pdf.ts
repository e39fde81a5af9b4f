import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CurrencyCode } from '#libs/money';
import { figure, longDate, masked, shortDate } from './formats.js';
import type { Revision } from './pdf/encryption.js';
import { Report } from './report.js';
import { BANK_TIME, type CardListDocument, counted } from './statement-document.js';
import { type Column, TableWriter } from './table-writer.js';
import { type Wording, WORDING } from './wording.js';

const DATE = 68;
const CURRENCY = 58;
const FIGURE = 88;

interface Totals {
  debitsMinor: bigint;
  creditsMinor: bigint;
}

/**
 * Writes the transactions of a credit card after its last statement cut as a PDF and ends `out`; totals are given for
 * each currency. Memory, password and errors are those of `writeStatementPdf`; DoesNotAddUp means another count.
 */
export async function writeCardListPdf(
  document: CardListDocument,
  out: Writable,
  password: string | undefined,
  revision: Revision = 5,
): Promise<void> {
  await pipeline(cardListPdf(document, password, revision), out);
}

async function* cardListPdf(
  document: CardListDocument,
  password: string | undefined,
  revision: Revision,
): AsyncGenerator<Uint8Array> {
  const { language } = document;
  const words = WORDING[language];
  const report = new Report({
    ...document,
    title: words.cardList,
    subject: masked(document.cardLastFour),
    timeZone: document.timeZone ?? BANK_TIME,
    password,
    revision,
    expectedRows: document.transactionCount,
  });
  const top = report.firstPage(
    [{ label: words.creditCard, value: masked(document.cardLastFour) }],
    [
      { label: words.lastCut, value: longDate(document.lastCutDate, language) },
      { label: words.transactions, value: String(document.transactionCount) },
    ],
  );
  const table = new TableWriter(report, columnsOf(words), top);
  const totals = new Map<CurrencyCode, Totals>();
  for await (const { date, description, amountMinor, currency } of counted(document)) {
    add(totals, currency, amountMinor);
    const columns =
      amountMinor < 0n ? [figure(-amountMinor, currency, language), ''] : ['', figure(amountMinor, currency, language)];
    table.row([shortDate(date, language), description, currency, ...columns]);
    yield* report.finishedPages();
  }
  if (totals.size === 0) table.row(['', words.noTransactions, '', '', ''], 'quiet');
  table.keepTogether(Math.min(totals.size, 7));
  table.strongRule();
  for (const [currency, { debitsMinor, creditsMinor }] of totals) {
    const columns = [figure(debitsMinor, currency, language), figure(creditsMinor, currency, language)];
    table.row(['', words.total, currency, ...columns], 'strong');
  }
  yield* report.end();
}

function add(totals: Map<CurrencyCode, Totals>, currency: CurrencyCode, amountMinor: bigint): void {
  const total = totals.get(currency) ?? { debitsMinor: 0n, creditsMinor: 0n };
  if (amountMinor < 0n) total.debitsMinor -= amountMinor;
  else total.creditsMinor += amountMinor;
  totals.set(currency, total);
}

function columnsOf(words: Wording): Column[] {
  return [
    { heading: words.date, width: DATE, kind: 'text' },
    { heading: words.description, width: TableWriter.restOf([DATE, CURRENCY, FIGURE, FIGURE]), kind: 'text' },
    { heading: words.currency, width: CURRENCY, kind: 'text' },
    { heading: words.debit, width: FIGURE, kind: 'figure' },
    { heading: words.credit, width: FIGURE, kind: 'figure' },
  ];
}
