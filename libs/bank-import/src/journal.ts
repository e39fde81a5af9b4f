import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { ImportKind } from './kinds.js';
import { ImportFormat } from './read-rows.js';

/** `refuse`: one bad row, and nothing of the file counts. `skip`: bad rows are named and the others stored. */
export const OnError = z.enum(['refuse', 'skip']);
export type OnError = z.output<typeof OnError>;

/** How far an import came; written beside the work, so that one that was cut short goes on. */
const Progress = z.object({
  kind: ImportKind,
  format: ImportFormat,
  onError: OnError,
  /** Digest of the file's size and both its ends. */
  file: z.string(),
  importId: z.uuid(),
  phase: z.enum(['checking', 'loading', 'done', 'refused']),
  /** Every row up to this line is dealt with in this phase. */
  line: z.int().min(0),
  rows: z.int().min(0),
  stored: z.int().min(0),
  refused: z.int().min(0),
  /** Length of the list of refused rows at that line, bytes. */
  refusedBytes: z.int().min(0),
});
export type ImportProgress = z.output<typeof Progress>;

/** A row that was not taken, and why; no value of it. */
export interface RefusedRow {
  readonly file: string;
  readonly line: number;
  /** Empty: the row as a whole. */
  readonly field: string;
  readonly reason: string;
}

const END_BYTES = 65_536;

/** Tells whether a file is still the same without reading all of it. */
export async function fingerprintOf(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const hash = createHash('sha256').update(String(size));
    for (const position of [0, Math.max(0, size - END_BYTES)]) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(END_BYTES), 0, END_BYTES, position);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

/** The two files an import leaves: how far it came, and the rows it refused (`….refused.ndjson`). */
export class ImportJournal {
  private refusedFile: FileHandle | undefined;
  private refusedBytes = 0;

  constructor(readonly path: string) {}

  get refusedPath(): string {
    return this.path.replace(/(\.json)?$/, '.refused.ndjson');
  }

  /** @returns undefined when there is none. */
  async read(): Promise<ImportProgress | undefined> {
    const text = await readFile(this.path, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    return text === undefined ? undefined : Progress.parse(JSON.parse(text));
  }

  /** Goes on behind what was written at `progress`; at 0 bytes from the beginning. */
  async begin({ refusedBytes }: Pick<ImportProgress, 'refusedBytes'>): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    this.refusedFile = await open(this.refusedPath, 'a', 0o600);
    await truncate(this.refusedPath, refusedBytes);
    this.refusedBytes = refusedBytes;
  }

  async refuse(rows: readonly RefusedRow[]): Promise<void> {
    if (rows.length === 0) return;
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    await this.refusedFile?.appendFile(text);
    this.refusedBytes += Buffer.byteLength(text);
  }

  /** All of it or the one before. */
  async write(progress: Omit<ImportProgress, 'refusedBytes'>): Promise<void> {
    await this.refusedFile?.datasync();
    const unfinished = `${this.path}.unfinished`;
    await writeFile(unfinished, JSON.stringify({ ...progress, refusedBytes: this.refusedBytes }), {
      mode: 0o600,
      flush: true,
    });
    await rename(unfinished, this.path);
  }

  async end(): Promise<void> {
    await this.refusedFile?.close();
    this.refusedFile = undefined;
  }
}
