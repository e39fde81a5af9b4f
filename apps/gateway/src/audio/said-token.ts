import type { Language, UtterancePart } from '#libs/speech';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A part that holds a client's data, and the language it is said in. */
export interface SaidPart {
  /** Without a language of its own: it may have to be said in another. */
  readonly part: Omit<UtterancePart, 'language'>;
  readonly language: Language;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const EXPIRY_BYTES = 6;
/** What a token is for, and its form: another meaning or form of the key's use is another text here. */
const PURPOSE = Buffer.from('gateway/audio/said/1');

/** Longest token that is looked at; those made here stay far below. */
const MAX_TOKEN_CHARACTERS = 1_000;

/**
 * A part to be said as a short text in an address, and back. The address is the only place it is kept: any instance with
 * the key can serve it, and nobody without the key can read, alter or guess one. Encrypted with AES-256-GCM rather than
 * as a JWE, because addresses are made while the provider waits for its answer, and `node:crypto` does it at once (in
 * well under a millisecond) where `jose` would make every answer asynchronous. Nonces are random: good for 2^32 tokens a key.
 */
export class SaidTokens {
  constructor(
    /** 32 bytes, the same on every instance. */
    private readonly key: Buffer,
    private readonly lifeMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** Throws RangeError for a part too long for an address: its value was not shortened. */
  seal(said: SaidPart): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, nonce, { authTagLength: TAG_BYTES }).setAAD(PURPOSE);
    const expiry = Buffer.alloc(EXPIRY_BYTES);
    expiry.writeUIntBE(this.now() + this.lifeMs, 0, EXPIRY_BYTES);
    const sealed = [cipher.update(expiry), cipher.update(JSON.stringify(said), 'utf8'), cipher.final()];
    const token = Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]).toString('base64url');
    if (token.length > MAX_TOKEN_CHARACTERS) throw new RangeError('A part to be said is too long for an address');
    return token;
  }

  /** The part, or undefined for a token that is forged, altered, sealed with another key, or past its time. */
  open(token: string): SaidPart | undefined {
    if (token.length > MAX_TOKEN_CHARACTERS || !/^[\w-]+$/.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    // The last character of base64 can be changed without changing the bytes; only the spelling we gave is ours.
    if (bytes.length <= NONCE_BYTES + EXPIRY_BYTES + TAG_BYTES || bytes.toString('base64url') !== token)
      return undefined;
    const plain = this.decrypt(bytes);
    if (!plain || plain.readUIntBE(0, EXPIRY_BYTES) <= this.now()) return undefined;
    return JSON.parse(plain.toString('utf8', EXPIRY_BYTES)) as SaidPart;
  }

  private decrypt(bytes: Buffer): Buffer | undefined {
    const decipher = createDecipheriv(CIPHER, this.key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(PURPOSE).setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch {
      // The only thing that throws here is a tag that does not match.
      return undefined;
    }
  }
}
