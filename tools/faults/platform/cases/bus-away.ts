import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../../figures.js';
import { CallLoad } from '../call-load.js';
import { someErrands } from '../errands.js';
import { type FaultCase, type Run, THINK_MS } from '../fault-case.js';
import { Recovery } from '../recovery.js';

const FULL_SERVICE_SECONDS = 5;

/** F6: NATS is away for long, and comes back to processes that need no hand. */
export const busAway: FaultCase = {
  fault: 'F6',
  title: 'NATS away long',
  run: async ({ bank, size, say }: Run): Promise<Figure[]> => {
    const awayMs = { small: [4_000], ci: [15_000], full: [60_000, 600_000] }[size];
    const load = await CallLoad.begin(bank, { errands: someErrands(bank.clients, size), thinkMs: THINK_MS[size] });
    const recovery = new Recovery(bank, load);
    for (const forMs of awayMs) {
      const went = await recovery.after(async () => {
        await bank.holdDown('NATS');
        await sleep(forMs);
        await bank.letUp('NATS');
      });
      say(`NATS was away for ${went}`);
    }
    await load.end();
    return [...load.survival(size), ...recovery.figures(size, FULL_SERVICE_SECONDS)];
  },
};
