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

/** How long clients think between hearing and pressing, milliseconds: the larger a run, the more like people. */
export const THINK_MS: Readonly<Record<Size, number>> = { small: 100, ci: 1_000, full: 1_000 };
