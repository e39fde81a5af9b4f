import { describe, expect, it } from '@jest/globals';
import { createLogger } from '#libs/logging';
import { randomBytes, randomUUID } from 'node:crypto';
import { PinNotCompared } from '../domain/pin-verifier.js';
import type { PinVerifiersRepository } from '../persistence/pin-verifiers.repository.js';
import { TurnQueue } from '../turn-queue.js';
import { BcryptPinVerifier } from './bcrypt-pin-verifier.js';
import { PinHasher } from './pin-hasher.js';

describe('S10, S15: a check that got no turn', () => {
  const hasher = new PinHasher(new Map([[1, randomBytes(32)]]), 4);
  const logger = createLogger('auth', 'silent');
  const turn = { priority: 'other', notAfter: Infinity } as const;

  /** One check at a time, and nobody may wait. */
  async function behindFullQueue(): Promise<{ pins: BcryptPinVerifier; free: () => void }> {
    const stored = await hasher.hash(randomUUID(), '4826');
    const verifiers = { find: () => Promise.resolve(stored) } as unknown as PinVerifiersRepository;
    const queue = new TurnQueue({ atOnce: 1, maxWaiting: 0 });
    let free = (): void => undefined;
    void queue.run(turn, () => new Promise<void>((resolve) => (free = resolve)));
    await Promise.resolve();
    return { pins: await BcryptPinVerifier.create(verifiers, hasher, queue, logger), free };
  }

  it('of a card, or of none: is known not to have been made, so that its try is given back', async () => {
    const { pins, free } = await behindFullQueue();
    await expect(pins.compare(randomUUID(), '4826', turn)).rejects.toThrow(PinNotCompared);
    await expect(pins.pretend(turn)).rejects.toThrow(PinNotCompared);
    free();
  });
});
