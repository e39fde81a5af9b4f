import type { Figure } from '../figures.js';
import type { SeededRandom } from '../random.js';
import type { Fault, Size } from '../suite.js';
import type { Callers } from './callers.js';
import type { FaultBank } from './fault-bank.js';

/** What a case is given: a bank in which nothing is under way, and people who call it. */
export interface Run {
  readonly bank: FaultBank;
  readonly callers: Callers;
  readonly size: Size;
  readonly random: SeededRandom;
  readonly say: (line: string) => void;
}

/** A fault that mail must survive. */
export interface FaultCase extends Fault {
  readonly run: (run: Run) => Promise<Figure[]>;
}
