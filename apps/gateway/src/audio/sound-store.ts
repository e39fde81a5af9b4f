import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './error-code.js';

const DIGEST_BYTES = 32;

/**
 * Rendered sentences of the catalogue on disk, by what their sound depends on. Never anything with a client's data. Each
 * file is a WAV followed by its SHA-256, so that a file cut short or altered is noticed; several instances may share the
 * folder.
 */
export class SoundStore {
  constructor(private readonly folder: string) {}

  /** The WAV, `damaged` if what is there is not what was kept, or undefined if there is nothing. */
  async read(id: string): Promise<Buffer | 'damaged' | undefined> {
    const file = await readFile(this.pathOf(id)).catch((error: unknown) => {
      // One that cannot be read is as good as damaged.
      return errorCode(error) === 'ENOENT' ? undefined : Buffer.alloc(0);
    });
    if (!file) return undefined;
    const wav = file.subarray(0, -DIGEST_BYTES);
    return file.length > DIGEST_BYTES && digest(wav).equals(file.subarray(-DIGEST_BYTES)) ? wav : 'damaged';
  }

  /** Keeps a WAV. Another process, or one that is stopped half-way, never leaves half a file under the name. */
  async write(id: string, wav: Buffer): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const half = join(this.folder, `.${randomUUID()}`);
    try {
      await writeFile(half, Buffer.concat([wav, digest(wav)]));
      await rename(half, this.pathOf(id));
    } catch (error) {
      await rm(half, { force: true });
      throw error;
    }
  }

  private pathOf(id: string): string {
    return join(this.folder, `${id}.wav`);
  }
}

const digest = (content: Buffer): Buffer => createHash('sha256').update(content).digest();
