import sodium from 'libsodium-wrappers';
import { createHash } from 'node:crypto';
import { z } from 'zod';

await sodium.ready;

/** What a caller keys in, sealed for auth; each is never taken for another. */
export type SealedKind = 'pan' | 'pin' | 'clientNumber';

/** Where a secret belongs; it opens nowhere else (S6). */
export interface SealContext {
  /** A statement password is sealed for notifications, by the bank's feed. */
  kind: SealedKind | 'statementPassword';
  /** The call it was keyed in, or the import it came with. */
  callId: string;
}

const Envelope = z.object({
  v: z.literal(1),
  kind: z.enum(['pan', 'pin', 'clientNumber', 'statementPassword']),
  callId: z.string(),
  step: z.int(),
  sealedAt: z.int(),
  secret: z.string(),
});

/** The seal was refused; says nothing about why, as the sender may be an attacker. */
export class SealRefused extends Error {
  override readonly name = 'SealRefused';
  constructor() {
    super('seal refused');
  }
}

/**
 * Seals to the public key of one service, in the tick it is called (S6). Inside: an authenticated box from this sender; outside: a
 * box from a one-time key, so that not even this sender can open it again.
 */
export class Sealer {
  constructor(
    private readonly recipient: { keyId: string; publicKey: Uint8Array },
    private readonly senderSecretKey: Uint8Array,
  ) {}

  /** @returns base64 text of a few hundred characters. */
  seal(secret: string, context: SealContext & { step: number; now: Date }): string {
    const plain = sodium.from_string(
      JSON.stringify({
        v: 1,
        kind: context.kind,
        callId: context.callId,
        step: context.step,
        sealedAt: context.now.getTime(),
        secret,
      } satisfies z.input<typeof Envelope>),
    );
    const nonce = sodium.randombytes_buf(sodium.crypto_box_NONCEBYTES);
    const inner = sodium.crypto_box_easy(plain, nonce, this.recipient.publicKey, this.senderSecretKey);
    sodium.memzero(plain);
    const signed = new Uint8Array(nonce.length + inner.length);
    signed.set(nonce);
    signed.set(inner, nonce.length);
    const outer = sodium.crypto_box_seal(signed, this.recipient.publicKey);
    return Buffer.concat([keyIdBytes(this.recipient.keyId), outer]).toString('base64');
  }
}

/** A secret that opened, and when it was sealed (milliseconds since 1970, the sender's clock). */
export interface Opened {
  secret: string;
  step: number;
  sealedAt: number;
}

/** Opens what was sealed to one of our keys by one of the known senders. Two keys are valid while they rotate. */
export class Opener {
  constructor(
    private readonly keys: readonly { keyId: string; publicKey: Uint8Array; secretKey: Uint8Array }[],
    private readonly senderPublicKeys: readonly Uint8Array[],
  ) {}

  /**
   * @param maxAgeMs how old the seal may be; a seal from more than five seconds in the future is refused too.
   * @throws SealRefused for any reason: wrong recipient, sender, kind or call, altered, too old.
   */
  open(sealed: string, context: SealContext & { maxAgeMs: number; now: Date }): Opened {
    const bytes = Buffer.from(sealed, 'base64');
    const key = this.keys.find(({ keyId }) => keyIdBytes(keyId).equals(bytes.subarray(0, KEY_ID_BYTES)));
    if (!key) throw new SealRefused();
    const signed = attempt(() =>
      sodium.crypto_box_seal_open(bytes.subarray(KEY_ID_BYTES), key.publicKey, key.secretKey),
    );
    const nonce = signed.subarray(0, sodium.crypto_box_NONCEBYTES);
    const inner = signed.subarray(sodium.crypto_box_NONCEBYTES);
    const plain = this.openFromKnownSender(inner, nonce, key.secretKey);
    const envelope = Envelope.safeParse(attempt(() => JSON.parse(sodium.to_string(plain)) as unknown));
    sodium.memzero(plain);
    if (!envelope.success) throw new SealRefused();
    const { kind, callId, step, sealedAt, secret } = envelope.data;
    const age = context.now.getTime() - sealedAt;
    if (kind !== context.kind || callId !== context.callId) throw new SealRefused();
    if (age > context.maxAgeMs || age < -CLOCK_SKEW_MS) throw new SealRefused();
    return { secret, step, sealedAt };
  }

  private openFromKnownSender(inner: Uint8Array, nonce: Uint8Array, secretKey: Uint8Array): Uint8Array {
    for (const sender of this.senderPublicKeys) {
      try {
        return sodium.crypto_box_open_easy(inner, nonce, sender, secretKey);
      } catch {
        // Not this sender: the next one is tried, and none left is a refusal.
      }
    }
    throw new SealRefused();
  }
}

/** A key pair for `crypto_box` from 32 secret random bytes. */
export function boxKeyPair(seed: Uint8Array): { publicKey: Uint8Array; secretKey: Uint8Array } {
  const { publicKey, privateKey } = sodium.crypto_box_seed_keypair(seed);
  return { publicKey, secretKey: privateKey };
}

const CLOCK_SKEW_MS = 5_000;
const KEY_ID_BYTES = 4;

function keyIdBytes(keyId: string): Buffer {
  return createHash('sha256').update(keyId).digest().subarray(0, KEY_ID_BYTES);
}

/** A failed opening is an exception or null, by library and version: both are a refusal. */
function attempt<T>(open: () => T | null): T {
  let result: T | null;
  try {
    result = open();
  } catch {
    throw new SealRefused();
  }
  if (result === null) throw new SealRefused();
  return result;
}
