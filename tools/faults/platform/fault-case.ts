import type { Figure } from '../figures.js';
import type { SeededRandom } from '../random.js';
import type { Fault, Size } from '../suite.js';
import type { SupervisedBank } from './supervised-bank.js';

/** What a case is given: a bank with two processes of each app, all ready. */
export interface Run {
  readonly bank: SupervisedBank;
  readonly size: Size;
  readonly random: SeededRandom;
  readonly say: (line: string) => void;
}

/** A fault that the platform must survive. */
export interface FaultCase extends Fault {
  readonly run: (run: Run) => Promise<Figure[]>;
}

/** How often a client wants to hear it before hanging up. */
export const CALLS_FOR: Readonly<Record<Size, number>> = { small: 2, ci: 6, full: 6 };

/** How long clients think between hearing and pressing, milliseconds: shorter than people hear a menu, so that much is under way. */
export const THINK_MS: Readonly<Record<Size, number>> = { small: 100, ci: 1_000, full: 1_000 };

/** The same where it counts how soon something is back beside so many calls: as long as people need to hear half a menu. */
export const HEARING_MS: Readonly<Record<Size, number>> = { small: 100, ci: 3_000, full: 3_000 };
