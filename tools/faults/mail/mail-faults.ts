import { exactly, atMost } from '../figures.js';
import { SeededRandom } from '../random.js';
import type { Order, Suite, Verdict } from '../suite.js';
import { Callers } from './callers.js';
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
import type { FaultCase } from './fault-case.js';
import { FaultBank } from './fault-bank.js';
import { settingsFor } from './settings.js';

const CASES: readonly FaultCase[] = [
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

/** What mail must survive (security.md §4), in the order of its numbers, on one bank of processes. */
export const mailFaults: Suite = { faults: CASES, run };

async function* run({ size, seed, wants, say }: Order): AsyncGenerator<Verdict> {
  const bank = await FaultBank.start(settingsFor(size));
  const callers = await Callers.connect(bank.servers);
  const allBegan = performance.now();
  try {
    for (const { fault, title, run: runCase } of CASES) {
      if (!wants(fault)) continue;
      const began = performance.now();
      await bank.clean();
      // Each case has its own beginning, so that one alone runs as it would among the others.
      const figures = await runCase({ bank, callers, size, random: new SeededRandom(seed), say });
      yield { fault, title, figures, seconds: (performance.now() - began) / 1_000 };
    }
    const { promised, delivered, extraCopies, extraCopiesAllowed } = bank.tally;
    yield {
      fault: 'In all',
      title: 'promised and delivered',
      figures: [
        exactly('different e-mails delivered, of those promised', delivered, promised),
        atMost('extra copies', extraCopies, extraCopiesAllowed),
      ],
      seconds: (performance.now() - allBegan) / 1_000,
    };
  } finally {
    await callers.close();
    await bank.stop();
  }
}
