import type { ImportReply } from '#libs/contracts';
import { RequestRefused } from '#libs/messaging';
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Batch } from './batch.js';
import { fingerprintOf, ImportJournal, type ImportProgress, type OnError, type RefusedRow } from './journal.js';
import { type ImportKind, type ImportRow, ROW_FORMS, SECRET_KINDS } from './kinds.js';
import { formatOf, ImportFileError, type ImportFormat, readRows } from './read-rows.js';
import { RowCheck } from './row-check.js';

/**
 * Brings rows to the service that stores them. The same rows again change nothing; `onlyCheck`: nothing is stored at all.
 * @throws ServiceUnavailable when it should be tried again.
 */
export type SendRows = (
  kind: ImportKind,
  rows: readonly ImportRow[],
  context: { importId: string; onlyCheck: boolean },
) => Promise<ImportReply>;

export interface ImportOptions {
  readonly file: string;
  readonly kind: ImportKind;
  /** Default: by the end of the file's name. */
  readonly format?: ImportFormat | undefined;
  readonly onError: OnError;
  /** Where it is written how far the import came; refused rows beside it. */
  readonly journal: string;
  /** Go on where the journal says; without one, from the beginning. */
  readonly resume?: boolean;
  /** Hears of it several times a second. */
  readonly onProgress?: (progress: ImportStatus) => void;
  /** Ends the import after the batch under way; it can be resumed. */
  readonly signal?: AbortSignal;
}

/** How far an import is. */
export interface ImportStatus extends Pick<ImportProgress, 'phase' | 'rows' | 'stored' | 'refused'> {
  /** Of the pass under way, 0 to 1. */
  readonly share: number;
}

/** How an import ended. */
export interface ImportReport extends Pick<ImportProgress, 'kind' | 'rows' | 'stored' | 'refused'> {
  readonly file: string;
  /** `refused`: a row was bad and nothing was stored. */
  readonly phase: 'done' | 'refused';
  /** All rows that were not taken, one a line. */
  readonly refusedFile: string;
  /** The first of them. */
  readonly firstRefused: readonly RefusedRow[];
  readonly seconds: number;
}

const FIRST_REFUSED = 20;
const TELL_EVERY_MS = 250;
/** A service that restarts is waited for. */
const MOST_TRIES = 30;
const PAUSE_MS = 1_000;

/**
 * Loads a file of one kind into the bank. With `refuse` the whole file is looked through first, by the services too, and
 * not a row is stored when one is bad; with `skip` bad rows are named and left out. Rows are stored in the order of the
 * file, batch by batch, each batch once it is certain that the one before is stored; cut short anywhere, it goes on from
 * the journal and ends with the same data.
 * @throws ImportFileError when the file cannot be used, or is not the one the journal is about; ServiceUnavailable when a
 * service stays away: resume later.
 */
export async function importFile(options: ImportOptions, send: SendRows): Promise<ImportReport> {
  const began = performance.now();
  const run = await ImportRun.open(options, send);
  try {
    await run.work();
  } finally {
    await run.end();
  }
  return { ...run.report(), seconds: (performance.now() - began) / 1_000 };
}

const isSecret = (kind: ImportKind) => (SECRET_KINDS as readonly ImportKind[]).includes(kind);

class ImportRun {
  private readonly firstRefused: RefusedRow[] = [];
  private bytesRead = 0;
  private toldAt = 0;

  private constructor(
    private readonly options: ImportOptions,
    private readonly send: SendRows,
    private readonly journal: ImportJournal,
    private readonly fileBytes: number,
    private progress: Omit<ImportProgress, 'refusedBytes'>,
  ) {}

  static async open(options: ImportOptions, send: SendRows): Promise<ImportRun> {
    const { file, kind, onError } = options;
    const { size } = await stat(file).catch(() => {
      throw new ImportFileError(`${file} cannot be read`);
    });
    const format = options.format ?? formatOf(file);
    const journal = new ImportJournal(options.journal);
    const identity = { kind, format, onError, file: await fingerprintOf(file) };
    const phase = onError === 'refuse' ? 'checking' : 'loading';
    const fresh = { ...identity, importId: randomUUID(), phase, line: 0, rows: 0, stored: 0, refused: 0 } as const;
    const known = options.resume === true ? await journal.read() : undefined;
    for (const [name, value] of Object.entries(identity))
      if (known && known[name as keyof typeof identity] !== value)
        throw new ImportFileError(`what was begun had another ${name}: begin again without resuming`);
    await journal.begin(known ?? { refusedBytes: 0 });
    const run = new ImportRun(options, send, journal, size, known ?? fresh);
    await run.journal.write(run.progress);
    return run;
  }

  async work(): Promise<void> {
    if (this.progress.phase === 'checking') {
      await this.pass();
      const phase = this.progress.refused > 0 ? 'refused' : 'loading';
      await this.enter(phase === 'refused' ? { phase } : { phase, line: 0, rows: 0 });
    }
    if (this.progress.phase !== 'loading') return;
    await this.pass();
    await this.enter({ phase: 'done' });
  }

  report(): Omit<ImportReport, 'seconds'> {
    const { phase, kind, rows, stored, refused } = this.progress;
    if (phase !== 'done' && phase !== 'refused') throw new Error('the import is under way');
    const { firstRefused, journal } = this;
    return {
      file: this.options.file,
      phase,
      kind,
      rows,
      stored,
      refused,
      firstRefused,
      refusedFile: journal.refusedPath,
    };
  }

  end(): Promise<void> {
    return this.journal.end();
  }

  /** Once through the file; while one batch is on its way the next is read. */
  private async pass(): Promise<void> {
    const { file, kind, signal } = this.options;
    const { line: from, format } = this.progress;
    const form = ROW_FORMS[kind];
    const check = new RowCheck(form);
    let underWay: Promise<void> = Promise.resolve();
    let batch = new Batch(isSecret(kind));
    for await (const row of readRows(file, format, form, (bytes) => (this.bytesRead = bytes))) {
      if (row.line <= from) {
        check.seen(row);
        continue;
      }
      batch.add(row.line, check.of(row));
      if (!batch.isFull) continue;
      await underWay;
      signal?.throwIfAborted();
      underWay = this.settle(batch);
      // Its failure is heard at the next `await`, not before.
      underWay.catch(() => undefined);
      batch = new Batch(isSecret(kind));
    }
    await underWay;
    await this.settle(batch);
  }

  private async settle(batch: Batch): Promise<void> {
    const { file, kind } = this.options;
    const { stored, refused } = await this.sent(batch);
    const rows = batch.refusedRows(file, refused);
    await this.journal.refuse(rows);
    this.firstRefused.push(...rows.slice(0, FIRST_REFUSED - this.firstRefused.length));
    const { progress } = this;
    this.progress = {
      ...progress,
      kind,
      line: Math.max(progress.line, batch.line),
      rows: progress.rows + batch.count,
      stored: progress.stored + stored,
      refused: progress.refused + rows.length,
    };
    if (performance.now() - this.toldAt >= TELL_EVERY_MS) await this.tell();
  }

  private async sent(batch: Batch): Promise<ImportReply> {
    const { kind } = this.options;
    const onlyCheck = this.progress.phase === 'checking';
    const rows = batch.good;
    if (rows.length === 0 || (onlyCheck && isSecret(kind))) return { stored: 0, refused: [] };
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.send(kind, rows, { importId: this.progress.importId, onlyCheck });
      } catch (error) {
        if (error instanceof RequestRefused || tries === MOST_TRIES) throw error;
        await sleep(PAUSE_MS);
        this.options.signal?.throwIfAborted();
      }
    }
  }

  private async enter(change: Partial<ImportProgress>): Promise<void> {
    this.progress = { ...this.progress, ...change };
    await this.tell();
  }

  private async tell(): Promise<void> {
    await this.journal.write(this.progress);
    this.toldAt = performance.now();
    const { phase, rows, stored, refused } = this.progress;
    this.options.onProgress?.({
      phase,
      rows,
      stored,
      refused,
      share: this.fileBytes ? this.bytesRead / this.fileBytes : 1,
    });
  }
}
