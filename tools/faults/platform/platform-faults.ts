import { SeededRandom } from '../random.js';
import type { Order, Suite, Verdict } from '../suite.js';
import { anyOrder } from './cases/any-order.js';
import { busAway } from './cases/bus-away.js';
import { busDies } from './cases/bus-dies.js';
import { busHangs } from './cases/bus-hangs.js';
import { connectionsCut } from './cases/connections-cut.js';
import { databaseHangs } from './cases/database-hangs.js';
import { gatewayDies } from './cases/gateway-dies.js';
import { pauses } from './cases/pauses.js';
import { rollingRestart } from './cases/rolling-restart.js';
import { serviceDies } from './cases/service-dies.js';
import { someClients } from './clients.js';
import type { FaultCase } from './fault-case.js';
import { SupervisedBank } from './supervised-bank.js';

const CASES: readonly FaultCase[] = [
  serviceDies,
  gatewayDies,
  rollingRestart,
  busDies,
  busAway,
  busHangs,
  databaseHangs,
  connectionsCut,
  pauses,
  anyOrder,
];

const READY_SECONDS = 60;

/** What the whole platform must survive (security.md §4), on two processes of each app as `npm start -- --replicas 2` runs them. */
export const platformFaults: Suite = { faults: CASES, run };

async function* run({ size, seed, wants, say }: Order): AsyncGenerator<Verdict> {
  const bank = await SupervisedBank.start({ clients: someClients(size === 'small' ? 10 : 50) });
  try {
    for (const { fault, title, run: runCase } of CASES) {
      if (!wants(fault)) continue;
      const began = performance.now();
      const ready = await bank.untilReady(READY_SECONDS);
      if (ready === undefined)
        throw new Error(`before ${fault} the bank is not ready:\n${bank.screen.slice(-5).join('\n')}`);
      // Each case has its own beginning, so that one alone runs as it would among the others.
      const figures = await runCase({ bank, size, random: new SeededRandom(seed), say });
      yield { fault, title, figures, seconds: (performance.now() - began) / 1_000 };
    }
  } finally {
    await bank.stop();
  }
}
