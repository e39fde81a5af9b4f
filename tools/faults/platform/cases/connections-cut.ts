import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../../figures.js';
import { CallLoad } from '../call-load.js';
import { someErrands } from '../errands.js';
import { type FaultCase, type Run, THINK_MS } from '../fault-case.js';
import { Recovery } from '../recovery.js';

const NORMAL_SECONDS = 2;

/** F10: every connection to PostgreSQL is ended at once, again and again. */
export const connectionsCut: FaultCase = {
  fault: 'F10',
  title: 'connections cut',
  run: async ({ bank, size, random, say }: Run): Promise<Figure[]> => {
    const cuts = { small: 3, ci: 10, full: 20 }[size];
    const load = await CallLoad.begin(bank, { errands: someErrands(bank.clients, size), thinkMs: THINK_MS[size] });
    const recovery = new Recovery(bank, load);
    for (let cut = 1; cut <= cuts; cut += 1) {
      await sleep(random.between(0, 1_000));
      let connections = 0;
      const went = await recovery.after(async () => {
        const ended = await bank.sql(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`,
        );
        connections = ended.length;
      });
      say(`cut ${cut} of ${cuts}: ${connections} connections, ${went}`);
    }
    await load.end();
    return [...load.survivalOrAgent(), ...recovery.figures(size, NORMAL_SECONDS)];
  },
};
