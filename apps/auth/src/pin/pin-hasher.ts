import { compare, hash } from 'bcrypt';
import { createHmac } from 'node:crypto';

/** Names how a stored verifier was made, so that it can change one day. */
export const PIN_ALGORITHM = 'bcrypt-hmac-sha384';

/** A verifier and what it was made with; the PIN cannot be read from it without the pepper (S2). */
export interface HashedPin {
  readonly algorithm: string;
  readonly cost: number;
  readonly pepperVersion: number;
  readonly verifier: string;
}

/**
 * `bcrypt(base64(HMAC-SHA-384(pepper[v], "pin" ‖ cardId ‖ PIN)))` (S2). The 64 characters stay below the 72 bytes bcrypt
 * reads; the card's id makes the same PIN on another card something else.
 */
export class PinHasher {
  /** @param peppers by version; the highest is used for new verifiers. */
  constructor(
    private readonly peppers: ReadonlyMap<number, Buffer>,
    readonly cost: number,
  ) {}

  get pepperVersion(): number {
    return Math.max(...this.peppers.keys());
  }

  async hash(cardId: string, pin: string): Promise<HashedPin> {
    const pepperVersion = this.pepperVersion;
    const verifier = await hash(this.prehash(pepperVersion, cardId, pin), this.cost);
    return { algorithm: PIN_ALGORITHM, cost: this.cost, pepperVersion, verifier };
  }

  /** @throws Error when the verifier was made with a pepper or an algorithm this process does not have. */
  async matches(cardId: string, pin: string, hashed: HashedPin): Promise<boolean> {
    if (hashed.algorithm !== PIN_ALGORITHM) throw new Error(`unknown PIN algorithm ${hashed.algorithm}`);
    return compare(this.prehash(hashed.pepperVersion, cardId, pin), hashed.verifier);
  }

  /** Whether a verifier was made with an older cost or pepper than today's. */
  isOld(hashed: HashedPin): boolean {
    return hashed.cost !== this.cost || hashed.pepperVersion !== this.pepperVersion;
  }

  private prehash(pepperVersion: number, cardId: string, pin: string): string {
    const pepper = this.peppers.get(pepperVersion);
    if (!pepper) throw new Error(`no PIN pepper of version ${pepperVersion}`);
    return createHmac('sha384', pepper).update(`pin${cardId}${pin}`).digest('base64');
  }
}
