import type { Callers } from './callers.js';
import type { FaultBank } from './fault-bank.js';
import type { SeededRandom } from './random.js';

/** How large a run is: `ci` for every change, `full` before a release. */
export type Size = 'ci' | 'full';

/** What a case is given: a bank in which nothing is under way, and people who call it. */
export interface Run {
  readonly bank: FaultBank;
  readonly callers: Callers;
  readonly size: Size;
  readonly random: SeededRandom;
  readonly say: (line: string) => void;
}

/** One thing a case was to show, and what it showed. */
export interface Figure {
  readonly what: string;
  readonly was: string;
  readonly aim: string;
  readonly holds: boolean;
}

/** A fault of `security.md` §4 that mail must survive. */
export interface FaultCase {
  /** As there: `F13`. */
  readonly fault: string;
  readonly title: string;
  readonly run: (run: Run) => Promise<Figure[]>;
}

/** A figure that depends on the size of a run. */
export function bySize<Value>(size: Size, values: Readonly<Record<Size, Value>>): Value {
  return values[size];
}

/** A count that must be exactly so. */
export function exactly(what: string, was: number, aim: number): Figure {
  return { what, was: String(was), aim: String(aim), holds: was === aim };
}

/** A measure that must not be above a bound; `undefined`: it never came. */
export function atMost(what: string, was: number | undefined, aim: number, unit = ''): Figure {
  const shown = (value: number) => `${Number.isInteger(value) ? value : value.toFixed(1)}${unit}`;
  return {
    what,
    was: was === undefined ? 'never' : shown(was),
    aim: `≤ ${shown(aim)}`,
    holds: was !== undefined && was <= aim,
  };
}

/** A measure that must not be below a bound. */
export function atLeast(what: string, was: number, aim: number, unit = ''): Figure {
  const shown = (value: number) => `${Number.isInteger(value) ? value : value.toFixed(1)}${unit}`;
  return { what, was: shown(was), aim: `≥ ${shown(aim)}`, holds: was >= aim };
}

/** A measure that is only told. */
export function told(what: string, was: string): Figure {
  return { what, was, aim: '', holds: true };
}

/** The value below which a share of some figures lies. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
