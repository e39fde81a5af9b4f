import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** A document up to this size stays in memory; nearly every statement does. */
const LARGEST_IN_MEMORY = 256 * 1024;

/** A document as it was written: its bytes, or, for a large one, the file they are in. */
export type DocumentContent = Uint8Array<ArrayBuffer> | { readonly path: string };

/** Takes a document up: into memory as long as it is small, into a file of this service alone from then on. */
export class DocumentOut extends Writable {
  private parts: Uint8Array[] = [];
  private file: WriteStream | undefined;
  private size = 0;

  /** @param path where a large document goes; there must be nothing yet. */
  constructor(private readonly path: string) {
    super({ decodeStrings: true });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.take(chunk).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    const { file } = this;
    if (!file) {
      done();
      return;
    }
    file.end();
    finished(file).then(() => done(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.file?.destroy();
    done(error);
  }

  /** What was written; only once it is finished. */
  get content(): DocumentContent {
    if (this.file) return { path: this.path };
    const whole = new Uint8Array(this.size);
    let at = 0;
    for (const part of this.parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /** Of the document, in bytes. */
  get bytes(): number {
    return this.size;
  }

  private async take(chunk: Buffer): Promise<void> {
    this.size += chunk.length;
    if (!this.file && this.size <= LARGEST_IN_MEMORY) {
      this.parts.push(chunk);
      return;
    }
    this.file ??= await this.opened();
    if (!this.file.write(chunk)) await once(this.file, 'drain');
  }

  private async opened(): Promise<WriteStream> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const file = createWriteStream(this.path, { flags: 'wx', mode: 0o600 });
    await once(file, 'open');
    // What goes wrong later fails the next write; nobody else waits for it.
    file.on('error', (error) => this.destroy(error));
    for (const part of this.parts) file.write(part);
    this.parts = [];
    return file;
  }
}
