import { setTimeout as sleep } from 'node:timers/promises';
import { APPS } from '../../../start/apps.js';
import { atMost, type Figure, timed } from '../../figures.js';
import { CallLoad } from '../call-load.js';
import { someErrands } from '../errands.js';
import { type FaultCase, type Run, THINK_MS } from '../fault-case.js';
import { Recovery } from '../recovery.js';
import type { SupervisedBank } from '../supervised-bank.js';

const NOTICED_SECONDS = 10;
const FULL_SERVICE_SECONDS = 5;

/** F7: NATS is frozen: connections stay, nothing comes through. */
export const busHangs: FaultCase = {
  fault: 'F7',
  title: 'NATS hangs',
  run: async ({ bank, size, say }: Run): Promise<Figure[]> => {
    const frozenMs = { small: 4_000, ci: 20_000, full: 20_000 }[size];
    const load = await CallLoad.begin(bank, { errands: someErrands(bank.clients, size), thinkMs: THINK_MS[size] });
    const recovery = new Recovery(bank, load);
    let noticed: number | undefined;
    const went = await recovery.after(async () => {
      bank.freeze('NATS');
      const thawAt = Date.now() + frozenMs;
      noticed = await untilNobodyIsReady(bank, frozenMs / 1_000);
      await sleep(thawAt - Date.now());
      bank.thaw('NATS');
    });
    say(`NATS was frozen for ${went}`);
    await load.end();
    return [
      ...load.survival(size),
      timed(size, atMost('every app says that it is not ready after', noticed, NOTICED_SECONDS, ' s')),
      ...recovery.figures(size, FULL_SERVICE_SECONDS),
    ];
  },
};

function untilNobodyIsReady(bank: SupervisedBank, withinSeconds: number): Promise<number | undefined> {
  const names = bank.namesOf(...APPS);
  return bank.until(
    async () => !(await Promise.all(names.map((name) => bank.isReady(name)))).some(Boolean),
    withinSeconds,
  );
}
