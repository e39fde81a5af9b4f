import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A stored statement password does not open: it was altered, moved from another client's row, or the key is another. */
export class PasswordDoesNotOpen extends Error {
  override readonly name = 'PasswordDoesNotOpen';
  constructor() {
    super('a stored statement password does not open');
  }
}

/**
 * Statement passwords at rest: AES-256-GCM with a key outside the database, bound to the client, so that a row copied to
 * another client opens nothing (S3, S36).
 */
export class StatementPasswords {
  /** @param key 32 secret bytes of this purpose alone. */
  constructor(private readonly key: Buffer) {}

  /** As it is stored: version, nonce, tag, cipher text. */
  encrypt(password: string, clientId: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(clientId));
    const text = Buffer.concat([cipher.update(password, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), text]);
  }

  /** @throws PasswordDoesNotOpen */
  decrypt(stored: Buffer, clientId: string): string {
    if (stored[0] !== VERSION || stored.length <= 1 + NONCE_BYTES + TAG_BYTES) throw new PasswordDoesNotOpen();
    const tagAt = 1 + NONCE_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', this.key, stored.subarray(1, tagAt));
    decipher.setAAD(Buffer.from(clientId));
    decipher.setAuthTag(stored.subarray(tagAt, tagAt + TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(stored.subarray(tagAt + TAG_BYTES)), decipher.final()]).toString('utf8');
    } catch {
      throw new PasswordDoesNotOpen();
    }
  }
}
