import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, exactly, type Figure, timed, told } from '../../figures.js';
import { CallLoad } from '../call-load.js';
import { everyonesErrands } from '../errands.js';
import { CALLS_FOR, type FaultCase, HEARING_MS, type Run } from '../fault-case.js';

const LEFT_IN_PEACE = 4;

/** F2: auth, accounts or cards is killed while clients call. */
export const serviceDies: FaultCase = {
  fault: 'F2',
  title: 'auth, accounts or cards dies',
  run: async ({ bank, size, random, say }: Run): Promise<Figure[]> => {
    const kills = { small: 2, ci: 10, full: 150 }[size];
    const names = bank.namesOf('auth', 'accounts', 'cards');
    const load = await CallLoad.begin(bank, {
      errands: everyonesErrands(bank.clients, CALLS_FOR[size]),
      thinkMs: HEARING_MS[size],
    });
    const back: number[] = [];
    const killed: string[] = [];
    for (let kill = 1; kill <= kills; kill += 1) {
      // What ends again and again is started ever more slowly: one that has just come back is left in peace.
      const name = random.oneOf(names.filter((one) => !killed.slice(-LEFT_IN_PEACE).includes(one)));
      killed.push(name);
      await sleep(random.between(0, 500));
      bank.kill(name);
      const took = (await bank.untilReady(30, [name])) ?? Number.POSITIVE_INFINITY;
      back.push(took);
      say(`kill ${kill} of ${kills}: ${name} was back after ${took.toFixed(1)} s, ${load.calls.length} calls are over`);
    }
    await load.end();
    const [tries] = await bank.sql<{ left: number }>(
      'SELECT coalesce(sum(consecutive + total), 0)::int AS left FROM auth.card_tries',
    );
    return [
      ...load.survival(size),
      exactly('tries still counted on cards whose PINs were right in the end', tries?.left ?? NaN, 0),
      timed(size, atMost('the slowest answer', load.slowestStepSeconds, 4, ' s')),
      timed(size, atMost('back after', Math.max(...back), 3, ' s')),
      told('told "not available now"', `${load.unavailable} times in ${load.steps().length} steps`),
    ];
  },
};
