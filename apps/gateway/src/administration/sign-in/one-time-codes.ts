import { Secret, TOTP } from 'otpauth';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SECRET_BYTES = 20;
const PERIOD_SECONDS = 30;

/** Codes of an authenticator app (TOTP, RFC 6238): six digits, half a minute each. */
export class OneTimeCodes {
  /**
   * @param key 32 secret bytes under which the secrets of users rest in the database, each bound to its user.
   * @param issuer the bank's name, as the app shows it.
   */
  constructor(
    private readonly key: Uint8Array,
    private readonly issuer: string,
  ) {}

  /** A new secret: as it is stored, and as an address that an authenticator app reads (also as a QR code). */
  create(user: { readonly id: string; readonly name: string }): { stored: Buffer; uri: string; secret: string } {
    const secret = new Secret({ size: SECRET_BYTES });
    const uri = totp(secret, { issuer: this.issuer, label: user.name }).toString();
    return { stored: this.seal(secret.bytes, user.id), uri, secret: secret.base32 };
  }

  /**
   * The half minute a code belongs to, now or one before or after, as clocks differ; undefined when it is wrong.
   * Whoever accepts it makes sure that no half minute is accepted twice.
   */
  stepOf(code: string, stored: Buffer, userId: string): number | undefined {
    const secret = new Secret({ buffer: new Uint8Array(this.open(stored, userId)).buffer });
    const delta = totp(secret).validate({ token: code, window: 1 });
    return delta === null ? undefined : TOTP.counter({ period: PERIOD_SECONDS }) + delta;
  }

  private seal(secret: Uint8Array, userId: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(userId));
    const text = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), text]);
  }

  private open(stored: Buffer, userId: string): Buffer {
    if (stored[0] !== VERSION) throw new Error('a stored secret of a user has an unknown form');
    const tagAt = 1 + NONCE_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', this.key, stored.subarray(1, tagAt));
    decipher.setAAD(Buffer.from(userId));
    decipher.setAuthTag(stored.subarray(tagAt, tagAt + TAG_BYTES));
    return Buffer.concat([decipher.update(stored.subarray(tagAt + TAG_BYTES)), decipher.final()]);
  }
}

function totp(secret: Secret, shown: { issuer: string; label: string } = { issuer: '', label: '' }): TOTP {
  return new TOTP({ ...shown, secret, algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS });
}
