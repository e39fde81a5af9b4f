import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from './environment.js';

const KEY_BYTES = 32;

/**
 * Secret and public keys from the files of one folder (S3): 32 bytes each, as base64 text. A secret file must be
 * readable by its owner alone; every key must differ from every other and be neither constant nor a sample.
 */
export class KeyFolder {
  private readonly seen = new Map<string, string>();

  constructor(private readonly folder: string) {}

  /** @throws ConfigurationError when the file is missing, open to others, short, a sample, or equal to another key. */
  secret(name: string): Buffer {
    const path = join(this.folder, name);
    const mode = this.stat(path).mode & 0o777;
    if ((mode & 0o077) !== 0) {
      throw new ConfigurationError(`secret ${path} is open to others (mode ${mode.toString(8)}): chmod 0400 it`);
    }
    return this.read(path);
  }

  /** A public key: same form, but anyone may read the file. */
  publicKey(name: string): Buffer {
    const path = join(this.folder, name);
    this.stat(path);
    return this.read(path);
  }

  private stat(path: string) {
    try {
      return statSync(path);
    } catch (cause) {
      throw new ConfigurationError(`key file ${path} cannot be read`, { cause });
    }
  }

  private read(path: string): Buffer {
    const text = readFileSync(path, 'utf8').trim();
    const key = Buffer.from(text, 'base64');
    if (key.length !== KEY_BYTES)
      throw new ConfigurationError(`key file ${path} must hold ${KEY_BYTES} bytes as base64`);
    if (looksLikeSample(key)) throw new ConfigurationError(`key file ${path} holds a sample, not a random key`);
    const twin = this.seen.get(text);
    if (twin !== undefined && twin !== path)
      throw new ConfigurationError(`key files ${twin} and ${path} hold the same key`);
    this.seen.set(text, path);
    return key;
  }
}

/** Keys a person typed: one byte repeated, counting up, or readable text. */
function looksLikeSample(key: Buffer): boolean {
  const constant = key.every((byte) => byte === key[0]);
  const counting = key.every((byte, index) => index === 0 || byte === ((key[index - 1] ?? 0) + 1) % 256);
  const readable = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  return constant || counting || readable;
}
