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
