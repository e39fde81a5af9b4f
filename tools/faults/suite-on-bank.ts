import type { FaultCase } from './platform/fault-case.js';
import { type Differences, SupervisedBank } from './platform/supervised-bank.js';
import { SeededRandom } from './random.js';
import type { Order, Size, Suite, Verdict } from './suite.js';

const READY_SECONDS = 60;
/** Of what the bank said during a case, the last so many lines are told. */
const COMPLAINTS = 5;

/** Cases one after the other, each from a bank that is ready, on the processes that `npm start -- --replicas 2` runs. */
export function suiteOnBank(
  cases: readonly FaultCase[],
  differences: (size: Size, random: SeededRandom) => Differences,
): Suite {
  return { faults: cases, run: (order) => run(cases, differences(order.size, new SeededRandom(order.seed)), order) };
}

async function* run(
  cases: readonly FaultCase[],
  differences: Differences,
  { size, seed, wants, say }: Order,
): AsyncGenerator<Verdict> {
  const bank = await SupervisedBank.start(differences);
  try {
    for (const { fault, title, run: runCase } of cases) {
      if (!wants(fault)) continue;
      const began = performance.now();
      const shown = bank.screen.length;
      const ready = await bank.untilReady(READY_SECONDS);
      if (ready === undefined)
        throw new Error(`before ${fault} the bank is not ready:\n${bank.screen.slice(-5).join('\n')}`);
      // Each case has its own beginning, so that one alone runs as it would among the others.
      const figures = await runCase({ bank, size, random: new SeededRandom(seed), say });
      // What npm start would have complained of meanwhile.
      for (const line of bank.screen.slice(shown).slice(-COMPLAINTS)) say(line);
      yield { fault, title, figures, seconds: (performance.now() - began) / 1_000 };
    }
  } finally {
    await bank.stop();
  }
}
