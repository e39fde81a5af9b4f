import { randomInt, randomUUID } from 'node:crypto';
import type { Logger } from '#libs/logging';
import { PinNotCompared, type PinVerifier } from '../domain/pin-verifier.js';
import { NoTurn, type Turn } from '../domain/turn.js';
import type { PinVerifiersRepository } from '../persistence/pin-verifiers.repository.js';
import { PATIENT, type TurnQueue } from '../turn-queue.js';
import type { HashedPin, PinHasher } from './pin-hasher.js';

/** Of no card: looked up where nothing may be compared, so that the work is the same. */
const NO_CARD = '00000000-0000-0000-0000-000000000000';

/** Above it callers wait noticeably and fewer of them can be checked (S2), in milliseconds. */
const MAX_CHECK_MS = 250;

/** The platform's own store of PIN verifiers, behind the port that a delegate can take (D30). */
export class BcryptPinVerifier implements PinVerifier {
  private constructor(
    private readonly verifiers: PinVerifiersRepository,
    private readonly hasher: PinHasher,
    private readonly queue: TurnQueue,
    private readonly logger: Logger,
    private readonly dummy: HashedPin,
  ) {}

  /** Measures one hash on the way: the cost should be the highest at which it takes at most 250 ms (S2). */
  static async create(
    verifiers: PinVerifiersRepository,
    hasher: PinHasher,
    queue: TurnQueue,
    logger: Logger,
  ): Promise<BcryptPinVerifier> {
    const began = performance.now();
    const dummy = await hasher.hash(randomUUID(), randomPin());
    const durationMs = Math.round(performance.now() - began);
    if (durationMs > MAX_CHECK_MS) logger.warn({ cost: hasher.cost, durationMs }, 'a PIN check takes too long here');
    return new BcryptPinVerifier(verifiers, hasher, queue, logger, dummy);
  }

  async compare(cardId: string, enteredPin: string, turn: Turn): Promise<boolean> {
    const stored = await this.stored(cardId);
    const matches = await this.check(cardId, enteredPin, stored ?? this.dummy, turn);
    if (!stored || !matches) return false;
    if (this.hasher.isOld(stored)) this.renew(cardId, enteredPin, stored);
    return true;
  }

  async pretend(turn: Turn): Promise<void> {
    await this.stored(NO_CARD);
    await this.check(NO_CARD, randomPin(), this.dummy, turn);
  }

  private async check(cardId: string, pin: string, hashed: HashedPin, turn: Turn): Promise<boolean> {
    try {
      return await this.queue.run(turn, () => this.hasher.matches(cardId, pin, hashed));
    } catch (cause) {
      throw cause instanceof NoTurn ? new PinNotCompared(cause.message, { cause }) : cause;
    }
  }

  private async stored(cardId: string): Promise<HashedPin | undefined> {
    try {
      return await this.verifiers.find(cardId);
    } catch (cause) {
      throw new PinNotCompared('the PIN verifier could not be read', { cause });
    }
  }

  /** Replaces a verifier of an older cost or pepper, after the answer: the caller does not wait for it (S2). */
  private renew(cardId: string, pin: string, old: HashedPin): void {
    this.queue
      .run(PATIENT, () => this.hasher.hash(cardId, pin))
      .then((hashed) => this.verifiers.renew(cardId, old, hashed))
      .catch((error: unknown) => this.logger.warn({ err: error, cardId }, 'a PIN verifier was not renewed'));
  }
}

function randomPin(): string {
  return randomInt(10_000).toString().padStart(4, '0');
}
