import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Target } from './caller.js';

/** What a load generator is to do. */
export interface LoadJob {
  readonly target: Target;
  /** Numbers the calls come from, in turn. */
  readonly callers: readonly string[];
  /** Calls under way at once. */
  readonly calls: number;
  /** Keys that lead a call to where the measured steps are. */
  readonly leadIn: readonly string[];
  /** How many calls are led in at a time. */
  readonly leadInAtOnce: number;
  /** Keys of the measured steps, in turn. */
  readonly keys: readonly string[];
  /** After so many steps the line begins a new call. */
  readonly stepsPerCall: number;
  readonly seconds: number;
  /** Unset: as fast as answers come. */
  readonly stepsPerSecond?: number;
}

export interface LoadResult {
  /** Steps a second. */
  readonly rate: number;
  /** Milliseconds of every step. */
  readonly latencies: readonly number[];
}

/** Runs a job in a process of its own. @throws Error when it fails. */
export function runLoad(job: LoadJob): Promise<LoadResult> {
  const child = fork(fileURLToPath(new URL('./load.js', import.meta.url)), { serialization: 'advanced' });
  return new Promise((resolve, reject) => {
    child.once('message', (result: LoadResult) => resolve(result));
    child.once('exit', (code) => reject(new Error(`the load generator ended with ${String(code)}`)));
    child.send(job);
  });
}
