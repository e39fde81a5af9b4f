/**
 * How large a run is: `small` with every `npm test`, `ci` within ten minutes, `full` before a release (security.md §4).
 * Times that say how fast this machine is are only told in a small run: it shares the machine with other tests.
 */
export type Size = 'small' | 'ci' | 'full';

/** A fault or abuse of security.md §4. */
export interface Fault {
  /** As there: `F13`. */
  readonly fault: string;
  readonly title: string;
}

/** One thing a case was to show, and what it showed. */
export interface Figure {
  readonly what: string;
  readonly was: string;
  readonly aim: string;
  /** Undefined: it was only to be told. */
  readonly holds: boolean | undefined;
}

/** What came of one fault. */
export interface Verdict extends Fault {
  readonly figures: readonly Figure[];
  readonly seconds: number;
}

/** What is to be run. */
export interface Order {
  readonly size: Size;
  /** Everything that is left to chance follows from it, so that a run can be repeated. */
  readonly seed: number;
  readonly wants: (fault: string) => boolean;
  /** Told what is going on. */
  readonly say: (line: string) => void;
}

/** Faults that are tried on the same bank, one after the other. */
export interface Suite {
  readonly faults: readonly Fault[];
  readonly run: (order: Order) => AsyncGenerator<Verdict>;
}
