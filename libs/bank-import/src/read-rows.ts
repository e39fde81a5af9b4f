import { parse as parseCsv, CsvError, type Info } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { z } from 'zod';
import type { RowForm } from './kinds.js';

export const ImportFormat = z.enum(['ndjson', 'csv']);
export type ImportFormat = z.output<typeof ImportFormat>;

/** A row as it was read: its value, or why it cannot be read. */
export type ReadRow =
  | { readonly line: number; readonly value: unknown }
  | { readonly line: number; readonly problem: { readonly field: string; readonly reason: string } };

/** The longest row; what is longer is no row of ours (a message holds 64 KB). */
export const MOST_ROW_BYTES = 32_768;

/** The file as a whole cannot be used. */
export class ImportFileError extends Error {
  override readonly name = 'ImportFileError';
}

/** By the end of its name. @throws ImportFileError when that says nothing. */
export function formatOf(file: string): ImportFormat {
  const format = ImportFormat.safeParse(extname(file).slice(1).toLowerCase().replace('jsonl', 'ndjson'));
  if (!format.success) throw new ImportFileError(`${file}: say with --format whether it is ndjson or csv`);
  return format.data;
}

/**
 * Reads rows one after the other; memory does not grow with the file.
 * @param onBytes hears how many bytes were read so far.
 * @throws ImportFileError when it is no such file at all.
 */
export function readRows(
  file: string,
  format: ImportFormat,
  form: RowForm,
  onBytes: (bytes: number) => void,
): AsyncGenerator<ReadRow> {
  const stream = createReadStream(file, { highWaterMark: 1 << 18 });
  let bytes = 0;
  stream.on('data', (chunk) => onBytes((bytes += chunk.length)));
  return format === 'ndjson' ? ndjsonRows(stream) : csvRows(stream, form);
}

async function* ndjsonRows(stream: AsyncIterable<Buffer>): AsyncGenerator<ReadRow> {
  let line = 0;
  for await (const text of linesOf(stream)) {
    line += 1;
    if (text instanceof Error) yield { line, problem: { field: '', reason: text.message } };
    else if (text.trim() !== '') yield jsonRow(line, text);
  }
}

function jsonRow(line: number, text: string): ReadRow {
  try {
    return { line, value: JSON.parse(text) as unknown };
  } catch {
    // The parser's own words repeat what stands there.
    return { line, problem: { field: '', reason: 'is not JSON' } };
  }
}

/** Lines, each whole or an error that says why it is none. */
async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string | Error> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decoded = (bytes: Buffer): string | Error => {
    if (bytes.length > MOST_ROW_BYTES) return new Error(`is longer than ${MOST_ROW_BYTES} bytes`);
    try {
      return decoder.decode(bytes);
    } catch {
      return new Error('is not UTF-8');
    }
  };
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const piece = chunk.subarray(from, end);
      yield decoded(rest.length === 0 ? piece : Buffer.concat([rest, piece]));
      rest = Buffer.alloc(0);
      from = end + 1;
    }
    // Of a line that is too long already, only that it is.
    if (rest.length <= MOST_ROW_BYTES) rest = Buffer.concat([rest, chunk.subarray(from)]);
  }
  if (rest.length > 0) yield decoded(rest);
}

async function* csvRows(stream: NodeJS.ReadableStream, form: RowForm): AsyncGenerator<ReadRow> {
  const skipped: ReadRow[] = [];
  const parser = stream.pipe(
    parseCsv({
      columns: (header: string[]) => header.map((name) => name.trim()),
      bom: true,
      info: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: MOST_ROW_BYTES,
      on_skip: (error: CsvError | undefined): undefined => {
        if (error) skipped.push({ line: lineOf(error), problem: { field: '', reason: reasonOf(error) } });
      },
    }),
  );
  stream.on('error', (error: Error) => parser.destroy(error));
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: Record<string, string>; info: Info }>) {
      yield* skipped.splice(0);
      yield { line: info.lines, value: csvValue(record, form) };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ImportFileError(`line ${lineOf(error)}: ${reasonOf(error)}; nothing after it can be read`);
  }
  yield* skipped;
}

const lineOf = ({ lines }: CsvError) => (typeof lines === 'number' ? lines : 0);

/** The kinds of mistakes, not the parser's messages, which repeat what stands there. */
function reasonOf({ code }: CsvError): string {
  if (code.includes('INCONSISTENT')) return 'has another number of columns than the first line';
  if (code.includes('MAX_RECORD_SIZE'))
    return `is longer than ${MOST_ROW_BYTES} bytes, or a quotation mark is not closed`;
  if (code.includes('QUOTE')) return 'has a quotation mark where none can be';
  return 'is not CSV';
}

const SWITCH: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

/** Columns as a JSON row has them: `credit.dueDate` belongs to `credit`, which is nothing when all its columns are empty. */
function csvValue(record: Record<string, string>, form: RowForm): unknown {
  const value: Record<string, unknown> = {};
  for (const [column, text] of Object.entries(record)) {
    const [group, field] = column.split('.', 2);
    if (group === undefined || field === undefined) value[column] = columnValue(column, text, form);
    else {
      value[group] ??= null;
      if (text !== '') value[group] = { ...(value[group] as object | null), [field]: text };
    }
  }
  return withEmptyFields(value, record);
}

/** In a group that is there, an empty column is no value. */
function withEmptyFields(value: Record<string, unknown>, record: Record<string, string>): unknown {
  for (const column of Object.keys(record)) {
    const [group, field] = column.split('.', 2);
    const whole = group === undefined || field === undefined ? undefined : value[group];
    if (field !== undefined && typeof whole === 'object' && whole !== null && !(field in whole))
      (whole as Record<string, unknown>)[field] = null;
  }
  return value;
}

function columnValue(column: string, text: string, form: RowForm): unknown {
  if (form.lists?.includes(column)) return text.split(' ').filter((item) => item !== '');
  if (text === '') return form.texts?.includes(column) ? '' : null;
  if (form.switches?.includes(column)) return SWITCH[text.toLowerCase()] ?? text;
  if (form.numbers?.includes(column)) return /^\d{1,15}$/.test(text) ? Number(text) : text;
  return text;
}
