import { signingKey } from '#libs/signing';
import {
  createPublicKey,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  sign,
  verify as verifySignature,
} from 'node:crypto';
import { z } from 'zod';

/** A head as it is sent away: lane, number of its last row, that row's MAC as base64. */
const SentHead = z.tuple([z.int().positive(), z.int().min(0), z.base64()]);

/** What a process says of the ends of the chains, signed; one line of text. */
const SignedHeads = z.strictObject({
  schema: z.string(),
  /** When it was looked, UTC. */
  at: z.iso.datetime(),
  /** Lanes that went on since this process last said so. */
  heads: z.array(SentHead),
  /** Ed25519 over the three before, as base64. */
  signature: z.base64(),
});
export type SignedHeads = z.output<typeof SignedHeads>;

/** Signs and checks heads. Whoever keeps them can check them with the public half alone, and forge none. */
export class HeadSigner {
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;

  /** @param key the audit key; the key pair is derived from it. */
  constructor(key: Uint8Array) {
    const seed = Buffer.from(hkdfSync('sha256', createSecretKey(key), '', 'audit trail: signing of heads', 32));
    this.privateKey = signingKey(seed);
    this.publicKey = createPublicKey(this.privateKey);
  }

  /** For those who keep the heads: PEM. */
  get publicPem(): string {
    return this.publicKey.export({ format: 'pem', type: 'spki' }).toString();
  }

  sign(said: Omit<SignedHeads, 'signature'>): SignedHeads {
    return { ...said, signature: sign(null, signed(said), this.privateKey).toString('base64') };
  }

  /** The heads of one line; undefined when they are not signed with this key, or are none. */
  read(line: string): SignedHeads | undefined {
    const heads = SignedHeads.safeParse(parsed(line));
    if (!heads.success) return undefined;
    const { signature, ...said } = heads.data;
    const isOurs = verifySignature(null, signed(said), this.publicKey, Buffer.from(signature, 'base64'));
    return isOurs ? heads.data : undefined;
  }
}

const signed = ({ schema, at, heads }: Omit<SignedHeads, 'signature'>) =>
  Buffer.from(JSON.stringify([1, schema, at, heads]));

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
