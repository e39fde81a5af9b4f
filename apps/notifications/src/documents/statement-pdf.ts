import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { figure, longDate, masked, shortDate } from './formats.js';
import type { Revision } from './pdf/encryption.js';
import { Report } from './report.js';
import { BANK_TIME, type StatementDocument, withBalance } from './statement-document.js';
import { type Column, TableWriter } from './table-writer.js';
import { currencyName, type Wording, WORDING } from './wording.js';

const DATE = 68;
const FIGURE = 82;

/**
 * Writes an account statement as a PDF and ends `out`, in memory that does not grow with the number of movements.
 * @param password the client's statement password: AES-256 (S36); undefined only for a bank with `plain_pdf`.
 * @param revision how the password leads to the key. 6 makes guessing a stolen file's password some ten thousand times
 *   slower, and making the file some 10 ms longer.
 * @throws UnusablePassword for a password that is empty, short or cannot be typed; DoesNotAddUp when the movements do not
 *   lead to the closing balance; what reading the movements or writing to `out` throws. `out` is destroyed then, and
 *   what it holds is to be thrown away.
 */
export async function writeStatementPdf(
  document: StatementDocument,
  out: Writable,
  password: string | undefined,
  revision: Revision = 5,
): Promise<void> {
  await pipeline(statementPdf(document, password, revision), out);
}

async function* statementPdf(
  document: StatementDocument,
  password: string | undefined,
  revision: Revision,
): AsyncGenerator<Uint8Array> {
  const { currency, language } = document;
  const words = WORDING[language];
  const report = new Report({
    ...document,
    title: words.statement,
    subject: `${masked(document.accountLastFour)}  ·  ${currency}`,
    timeZone: document.timeZone ?? BANK_TIME,
    password,
    revision,
    expectedRows: document.movementCount,
  });
  const amount = (minor: bigint): string => figure(minor, currency, language);
  const totals = { debits: report.laterFigure(), credits: report.laterFigure() };
  const top = report.firstPage(detailsOf(document, words), [
    { label: words.openingBalance, value: amount(document.openingBalanceMinor) },
    { label: words.debits, value: totals.debits },
    { label: words.credits, value: totals.credits },
    { label: words.closingBalance, value: amount(document.closingBalanceMinor) },
  ]);
  const table = new TableWriter(report, columnsOf(words), top);
  table.row(opening(document, words, amount), 'strong');
  let debitsMinor = 0n;
  let creditsMinor = 0n;
  for await (const { date, description, amountMinor, balanceMinor } of withBalance(document)) {
    const isDebit = amountMinor < 0n;
    if (isDebit) debitsMinor -= amountMinor;
    else creditsMinor += amountMinor;
    const columns = isDebit ? [amount(-amountMinor), ''] : ['', amount(amountMinor)];
    table.row([shortDate(date, language), description, ...columns, amount(balanceMinor)]);
    yield* report.finishedPages();
  }
  if (document.movementCount === 0) table.row(['', words.noMovements, '', '', ''], 'quiet');
  table.keepTogether(2);
  table.strongRule();
  table.row(['', words.total, amount(debitsMinor), amount(creditsMinor), ''], 'strong');
  const closing = [shortDate(document.periodEnd, language), words.closingBalance, '', ''];
  table.row([...closing, amount(document.closingBalanceMinor)], 'strong');
  totals.debits.fill(amount(debitsMinor));
  totals.credits.fill(amount(creditsMinor));
  yield* report.end();
}

function detailsOf(document: StatementDocument, words: Wording) {
  const { accountLastFour, accountType, currency, language, periodEnd, periodStart } = document;
  return [
    { label: words.account, value: `${words.accountTypes[accountType]} ${masked(accountLastFour)}` },
    { label: words.currency, value: currencyName(currency, language) },
    { label: words.period, value: `${longDate(periodStart, language)} – ${longDate(periodEnd, language)}` },
  ];
}

function columnsOf(words: Wording): Column[] {
  return [
    { heading: words.date, width: DATE, kind: 'text' },
    { heading: words.description, width: TableWriter.restOf([DATE, FIGURE, FIGURE, FIGURE]), kind: 'text' },
    { heading: words.debit, width: FIGURE, kind: 'figure' },
    { heading: words.credit, width: FIGURE, kind: 'figure' },
    { heading: words.balance, width: FIGURE, kind: 'figure' },
  ];
}

function opening(document: StatementDocument, words: Wording, amount: (minor: bigint) => string): string[] {
  const date = shortDate(document.periodStart, document.language);
  return [date, words.openingBalance, '', '', amount(document.openingBalanceMinor)];
}
