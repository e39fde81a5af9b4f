import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Longest entry there is, and some room. */
const MOST_KEYS = 32;

/**
 * The keys of an entry under way. FreeSWITCH reports them one by one and keeps those before in a parameter for us, sealed:
 * a document of ours shows no digit, and nothing of an entry rests with us (P1). Sealed for one step of one call; the same
 * keys give the same text, so that a repeated request gets the same bytes (P9).
 */
export class TypedKeys {
  private readonly keys: readonly { nonce: Buffer; cipher: Buffer }[];

  /** @param secrets the first seals; all open. */
  constructor(secrets: readonly string[]) {
    const derived = (secret: string, purpose: string) =>
      Buffer.from(hkdfSync('sha256', secret, '', `gateway/freeswitch/typed/${purpose}`, 32));
    this.keys = secrets.map((secret) => ({ nonce: derived(secret, 'nonce'), cipher: derived(secret, 'cipher') }));
  }

  /** @throws RangeError when there is no secret. */
  seal(typed: string, token: string): string {
    const [key] = this.keys;
    if (!key) throw new RangeError('no secret to seal with');
    // Made from what is sealed, so it is used twice only for the very same text.
    const nonce = createHmac('sha256', key.nonce).update(`${token}/${typed}`).digest().subarray(0, NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key.cipher, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(token));
    // Padded, so that its length does not tell how many there are.
    const sealed = [cipher.update(typed.padEnd(MOST_KEYS), 'latin1'), cipher.final()];
    return Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]).toString('base64url');
  }

  /** The keys; none for what was sealed for another step, or not by us. */
  open(sealed: string, token: string): string {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length !== NONCE_BYTES + MOST_KEYS + TAG_BYTES) return '';
    for (const key of this.keys) {
      const decipher = createDecipheriv(CIPHER, key.cipher, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(token)).setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        const opened = [decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
        return Buffer.concat(opened).toString('latin1').trimEnd();
      } catch {
        // Not with this key; the only thing that throws here is a tag that does not match.
      }
    }
    return '';
  }
}
