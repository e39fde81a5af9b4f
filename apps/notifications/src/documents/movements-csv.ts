import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { formatMinorText } from '#libs/money';
import { printable } from './printable.js';
import { type CardListDocument, counted, type StatementDocument, withBalance } from './statement-document.js';
import { WORDING } from './wording.js';

/** Excel takes a file for UTF-8 only when it begins so. */
const BYTE_ORDER_MARK = '\u{FEFF}';

/** Rows are handed on in parts of about this many characters. */
const CHUNK = 32_768;

/** What a spreadsheet takes for the beginning of a formula, the full-width forms included. */
const FORMULA = /^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;

/**
 * Writes the movements of a statement as CSV (RFC 4180, UTF-8 with a byte order mark) and ends `out`: the file beside a
 * PDF that is not encrypted (`plain_pdf`). Dates are ISO, amounts decimal with a point, so that every program reads
 * them alike. A description that a spreadsheet would run as a formula gets an apostrophe in front.
 * @throws DoesNotAddUp, and what reading the movements or writing to `out` throws; `out` is destroyed then.
 */
export async function writeMovementsCsv(document: StatementDocument, out: Writable): Promise<void> {
  const words = WORDING[document.language];
  const amount = (minor: bigint): string => formatMinorText(minor, document.currency);
  async function* rows(): AsyncGenerator<string[]> {
    yield [words.date, words.description, words.debit, words.credit, words.balance, words.currency];
    for await (const { date, description, amountMinor, balanceMinor } of withBalance(document)) {
      yield [date, textCell(description), ...sides(amountMinor, amount), amount(balanceMinor), document.currency];
    }
  }
  await pipeline(lines(rows()), out);
}

/** Writes the transactions of a credit card as CSV, as {@link writeMovementsCsv} does those of an account. */
export async function writeCardListCsv(document: CardListDocument, out: Writable): Promise<void> {
  const words = WORDING[document.language];
  async function* rows(): AsyncGenerator<string[]> {
    yield [words.date, words.description, words.debit, words.credit, words.currency];
    for await (const { date, description, amountMinor, currency } of counted(document)) {
      yield [date, textCell(description), ...sides(amountMinor, (minor) => formatMinorText(minor, currency)), currency];
    }
  }
  await pipeline(lines(rows()), out);
}

/** A debit in the first of two columns, a credit in the second; neither has a sign. */
function sides(amountMinor: bigint, amount: (minor: bigint) => string): [string, string] {
  return amountMinor < 0n ? [amount(-amountMinor), ''] : ['', amount(amountMinor)];
}

/** Text that stays text in a spreadsheet. */
function textCell(text: string): string {
  const line = printable(text);
  return FORMULA.test(line) ? `'${line}` : line;
}

async function* lines(rows: AsyncIterable<string[]>): AsyncGenerator<string> {
  let chunk = BYTE_ORDER_MARK;
  for await (const cells of rows) {
    chunk += `${cells.map(quoted).join(',')}\r\n`;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
