import { databaseCrashes } from './cases/database-crashes.js';
import { flood } from './cases/flood.js';
import { poison } from './cases/poison.js';
import { replyIsLost } from './cases/reply-is-lost.js';
import { serverHangs } from './cases/server-hangs.js';
import { serverIsAway } from './cases/server-is-away.js';
import { serverIsFull } from './cases/server-is-full.js';
import { serverPutsOff } from './cases/server-puts-off.js';
import { serverRefuses } from './cases/server-refuses.js';
import { workerDies } from './cases/worker-dies.js';
import type { FaultCase, Figure } from './verdict.js';

/** What mail must survive (security.md §4), in the order of its numbers. */
export const MAIL_FAULTS: readonly FaultCase[] = [
  workerDies,
  databaseCrashes,
  serverPutsOff,
  serverRefuses,
  serverHangs,
  replyIsLost,
  serverIsAway,
  serverIsFull,
  poison,
  flood,
];

/** The figures of one case, below each other. */
export function shown({ fault, title }: FaultCase, figures: readonly Figure[], seconds: number): string {
  const width = Math.max(...figures.map(({ what }) => what.length));
  const lines = figures.map(
    ({ what, was, aim, holds }) =>
      `  ${holds ? '✓' : '✗'} ${what.padEnd(width)}  ${was}${aim === '' ? '' : ` (${aim})`}`,
  );
  return [`${fault}: ${title} (${seconds.toFixed(0)} s)`, ...lines].join('\n');
}
