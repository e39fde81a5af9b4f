import { closeSync, openSync, readFileSync, readSync, renameSync, statSync } from 'node:fs';

/** A log above this many bytes is put aside at the next start. */
const KEEP_BYTES = 20_000_000;
const READ_BYTES = 1_000_000;

/** Puts a long log aside; the one before it goes. */
export function putAside(logFile: string): void {
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > KEEP_BYTES) renameSync(logFile, `${logFile}.1`);
}

/** Reads what is added to a log, to tell on the screen what went wrong. Apps write to the file itself, not through us. */
export class LogWatch {
  private position: number;
  private rest = '';

  constructor(private readonly logFile: string) {
    this.position = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Errors that were added since the last look, as sentences. */
  newErrors(): string[] {
    const lines = (this.rest + this.added()).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => errorIn(line) ?? []);
  }

  private added(): string {
    let file: number;
    try {
      file = openSync(this.logFile, 'r');
    } catch {
      return '';
    }
    try {
      const buffer = Buffer.alloc(READ_BYTES);
      const length = readSync(file, buffer, 0, READ_BYTES, this.position);
      this.position += length;
      return buffer.toString('utf8', 0, length);
    } finally {
      closeSync(file);
    }
  }
}

/** What a log line says went wrong, if it says so: our own structured lines, and plain text of a dying process. */
function errorIn(line: string): string | undefined {
  if (!/"level":"(error|fatal)"/.test(line)) return undefined;
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } };
    return [msg, err?.message?.split('\n')[0]].filter(Boolean).join(': ') || undefined;
  } catch {
    return undefined;
  }
}

/** The last thing an app said from a place in its log on that sounds like the reason it ended. */
export function lastWords(logFile: string, from: number): string {
  const lines = readFileSync(logFile).subarray(from).toString('utf8').split('\n').filter(Boolean);
  const structured = lines.flatMap((line) => errorIn(line) ?? []).at(-1);
  if (structured !== undefined) return structured;
  const plain = lines.filter((line) => !line.startsWith('{') && !/^\s+at |^Node\.js v/.test(line));
  // Settings that cannot be used are listed on lines of their own, below a heading.
  const heading = plain.findLastIndex((line) => line.endsWith(':'));
  if (heading >= 0)
    return plain
      .slice(heading)
      .map((line) => line.trim())
      .join(' ');
  return plain.findLast((line) => /error/i.test(line)) ?? plain.at(-1) ?? 'it gave no reason';
}
