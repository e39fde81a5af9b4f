import { availableParallelism, loadavg } from 'node:os';
import type { Figure, Size, Verdict } from './suite.js';

export type { Figure } from './suite.js';

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

/** Whether others were at work here when the run began. */
const isShared = (loadavg()[0] ?? 0) > availableParallelism();

/**
 * A figure that says how fast the machine is: only told in a small run, which goes with other tests, and on a machine that
 * had more to do than it has cores when the run began.
 */
export function timed(size: Size, { what, was, aim, holds }: Figure): Figure {
  return size === 'small' || isShared
    ? { what, was, aim: `${aim} where nothing else runs`, holds: undefined }
    : { what, was, aim, holds };
}

/** A measure that is only told. */
export function told(what: string, was: string): Figure {
  return { what, was, aim: '', holds: undefined };
}

const MARKS = { true: '✓', false: '✗', undefined: '·' };

/** What came of one fault, a line for each figure. */
export function shownVerdict({ fault, title, figures, seconds }: Verdict): string {
  const width = Math.max(...figures.map(({ what }) => what.length));
  const lines = figures.map(
    ({ what, was, aim, holds }) =>
      `  ${MARKS[String(holds) as keyof typeof MARKS]} ${what.padEnd(width)}  ${was}${aim === '' ? '' : ` (${aim})`}`,
  );
  return [`${fault}: ${title} (${seconds.toFixed(0)} s)`, ...lines].join('\n');
}
