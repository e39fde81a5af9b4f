import { setTimeout as sleep } from 'node:timers/promises';
import { APPS } from '../../../start/apps.js';
import { atMost, exactly, type Figure, timed } from '../../figures.js';
import type { SeededRandom } from '../../random.js';
import { Customer } from '../customer.js';
import { everyonesErrands } from '../errands.js';
import type { FaultCase, Run } from '../fault-case.js';
import { provider } from '../provider.js';
import type { SupervisedBank } from '../supervised-bank.js';

const READY_SECONDS = 10;
/** Whoever is not ready by then is stuck, in seconds; a busy machine starts twelve processes in a minute. */
const STUCK_SECONDS = 150;
/** What the apps stand on may come so late, after the first of them; milliseconds. */
const LATE_MS = { small: 2_000, ci: 6_000, full: 60_000 };
/** The apps are told to start within this time, milliseconds. */
const APPS_WITHIN_MS = 1_000;

/** F26: everything is down, and comes up in any order. */
export const anyOrder: FaultCase = {
  fault: 'F26',
  title: 'start in any order',
  run: async ({ bank, size, random, say }: Run): Promise<Figure[]> => {
    const orders = { small: 1, ci: 3, full: 50 }[size];
    const ready: (number | undefined)[] = [];
    for (let order = 1; order <= orders; order += 1) {
      const plan = someOrder(bank, random, LATE_MS[size]);
      await Promise.all(plan.map(({ name }) => bank.holdDown(name)));
      await Promise.all(
        plan.map(async ({ name, afterMs }) => {
          await sleep(afterMs);
          await bank.letUp(name);
        }),
      );
      const took = await bank.untilReady(STUCK_SECONDS);
      ready.push(took);
      const names = plan.map(({ name, afterMs }) => `${name} ${(afterMs / 1_000).toFixed(1)}`).join(', ');
      say(`order ${order} of ${orders}, seconds: ${names}: ready ${took?.toFixed(1) ?? 'never'} s after the last`);
    }
    const errands = everyonesErrands(bank.clients.slice(0, 4), 1);
    const calls = await Promise.all(errands.map((errand, index) => new Customer(errand).call(provider(bank, index))));
    const times = ready.map((took) => took ?? Number.POSITIVE_INFINITY);
    return [
      exactly(
        `starts after which somebody was stuck, of ${orders}`,
        ready.filter((took) => took === undefined).length,
        0,
      ),
      timed(size, atMost('everything ready after the last', Math.max(...times), READY_SECONDS, ' s')),
      exactly('calls served afterwards', calls.filter(({ end }) => end === 'served').length, errands.length),
    ];
  },
};

/** When each process is let up, the first one first. */
function someOrder(bank: SupervisedBank, random: SeededRandom, lateMs: number): { name: string; afterMs: number }[] {
  const apps = bank.namesOf(...APPS).map((name) => ({ name, afterMs: random.between(0, APPS_WITHIN_MS) }));
  const others = ['NATS', 'PostgreSQL'].map((name) => ({ name, afterMs: random.between(0, lateMs) }));
  return [...apps, ...others].sort((one, other) => one.afterMs - other.afterMs);
}
