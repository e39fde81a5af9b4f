import type { Turn } from './turn.js';

/** No comparison took place, for certain: the try is given back (S10, S15). */
export class PinNotCompared extends Error {
  override readonly name = 'PinNotCompared';
}

/**
 * Checks a card's PIN, and can be replaced: by the bank's card system or a hardware module, without changing anything
 * else (D30). Both methods cost the same work, so that an answer's time says nothing (S13).
 */
export interface PinVerifier {
  /**
   * Whether the PIN is the card's; false also for a card that has none. Called once for a try that was counted before.
   * @throws PinNotCompared when it is certain that nothing was compared. After any other error the try stays counted.
   */
  compare(cardId: string, enteredPin: string, turn: Turn): Promise<boolean>;
  /**
   * The same work with nothing to compare.
   * @throws PinNotCompared as above.
   */
  pretend(turn: Turn): Promise<void>;
}
