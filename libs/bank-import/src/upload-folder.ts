import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { Approval, RefusedLine, Upload, UploadStatus } from './upload.js';

/** More came than was announced, or from another place than where the file ends. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused';
  constructor(
    readonly why: 'too-long' | 'gap',
    readonly receivedBytes: number,
  ) {
    super(why);
  }
}

const Id = z.uuid();

/**
 * The folder in which the administration leaves files and the importer finds them. The administration writes `content`,
 * `upload.json` once all of it is there, and `approval.json`; the importer answers with `status.json` and
 * `refused.ndjson`. Neither has rights of the other: who takes files in cannot speak to the services (docs/decisions, 11).
 */
export class UploadFolder {
  constructor(readonly path: string) {}

  /** All uploads there are, in no order. */
  async ids(): Promise<string[]> {
    const names = await readdir(this.path).catch(noneIfAbsent<string[]>([]));
    return names.filter((name) => Id.safeParse(name).success);
  }

  /** Where the bytes of an upload lie. */
  contentOf(importId: string): string {
    return this.file(importId, 'content');
  }

  /** Makes room for an upload; harmless to repeat. */
  async begin(importId: string): Promise<void> {
    await mkdir(join(this.path, Id.parse(importId)), { recursive: true, mode: 0o700 });
    await (await open(this.contentOf(importId), 'a', 0o600)).close();
  }

  /** How many bytes of an upload are there; 0 also when it is gone. */
  async receivedBytes(importId: string): Promise<number> {
    return (await stat(this.contentOf(importId)).catch(noneIfAbsent({ size: 0 }))).size;
  }

  /**
   * Writes bytes at their place and on to the disk; memory does not grow with them. What was there already is written
   * again, so that a part that is sent twice does no harm.
   * @param most how many bytes the whole upload has.
   * @returns how many bytes are there then.
   * @throws UploadRefused, and what the stream throws when it is cut short: all up to there is kept.
   */
  async receive(importId: string, offset: number, bytes: AsyncIterable<Buffer>, most: number): Promise<number> {
    const there = await this.receivedBytes(importId);
    if (offset > there) throw new UploadRefused('gap', there);
    const file = await open(this.contentOf(importId), 'r+');
    let at = offset;
    try {
      for await (const chunk of bytes) {
        if (at + chunk.length > most) throw new UploadRefused('too-long', at);
        await file.write(chunk, 0, chunk.length, at);
        at += chunk.length;
      }
    } finally {
      await file.datasync();
      await file.close();
    }
    return this.receivedBytes(importId);
  }

  /** All of it is there: the importer may look. */
  async complete(upload: Upload): Promise<void> {
    await this.write(upload.importId, 'upload', upload);
  }

  /** A second person agreed: the importer may load it. */
  async approve(approval: Approval): Promise<void> {
    await this.write(approval.importId, 'approval', approval);
  }

  /** The importer tells how far it is. */
  async tell(importId: string, status: UploadStatus): Promise<void> {
    await this.write(importId, 'status', status);
  }

  /** What was uploaded; undefined while it is under way. */
  upload(importId: string): Promise<Upload | undefined> {
    return this.read(importId, 'upload', Upload);
  }

  approval(importId: string): Promise<Approval | undefined> {
    return this.read(importId, 'approval', Approval);
  }

  /** Undefined: the importer has not seen it yet. */
  status(importId: string): Promise<UploadStatus | undefined> {
    return this.read(importId, 'status', UploadStatus);
  }

  /** The importer hands over its list of refused rows, in the place of an earlier one. */
  async tellRefused(importId: string, list: string): Promise<void> {
    const unfinished = this.file(importId, 'refused.unfinished');
    await copyFile(list, unfinished);
    await rename(unfinished, this.file(importId, 'refused.ndjson'));
  }

  /** Rows that were not taken, `skip` of them left out; no value of any row stands there. */
  async refusedRows(importId: string, skip: number, limit: number): Promise<RefusedLine[]> {
    const path = this.file(importId, 'refused.ndjson');
    if ((await stat(path).catch(noneIfAbsent(undefined))) === undefined) return [];
    const rows: RefusedLine[] = [];
    const stream = createReadStream(path);
    let at = 0;
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      if (at++ < skip) continue;
      rows.push(RefusedLine.parse(JSON.parse(line)));
      if (rows.length === limit) break;
    }
    stream.destroy();
    return rows;
  }

  /** Nobody needs the bytes any more; what was said of them stays. */
  async erase(importId: string): Promise<void> {
    await rm(this.contentOf(importId), { force: true });
  }

  /** All of an upload goes. */
  async remove(importId: string): Promise<void> {
    await rm(join(this.path, Id.parse(importId)), { recursive: true, force: true });
  }

  private file(importId: string, name: string): string {
    return join(this.path, Id.parse(importId), name);
  }

  /** All of it or the one before. */
  private async write(importId: string, name: string, value: unknown): Promise<void> {
    const unfinished = this.file(importId, `${name}.unfinished`);
    await writeFile(unfinished, JSON.stringify(value), { mode: 0o600, flush: true });
    await rename(unfinished, this.file(importId, `${name}.json`));
  }

  private async read<Schema extends z.ZodType>(
    importId: string,
    name: string,
    schema: Schema,
  ): Promise<z.output<Schema> | undefined> {
    const text = await readFile(this.file(importId, `${name}.json`), 'utf8').catch(noneIfAbsent(undefined));
    return text === undefined ? undefined : schema.parse(JSON.parse(text));
  }
}

/** For a file that is not there. */
function noneIfAbsent<None>(none: None) {
  return (error: unknown): None => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return none;
    throw error;
  };
}
