import { setTimeout as sleep } from 'node:timers/promises';
import { atLeast, atMost, type Figure, timed } from '../../figures.js';
import { CallLoad } from '../call-load.js';
import { balances } from '../errands.js';
import { CALLS_FOR, type FaultCase, type Run, THINK_MS } from '../fault-case.js';

/** A call that waits for the dead gateway has its answer from the other one by then, in seconds. */
const FIRST_ANSWER_SECONDS = 5;

/** F3: a gateway is killed while it has calls under way; the other one is the fallback address. */
export const gatewayDies: FaultCase = {
  fault: 'F3',
  title: 'one gateway dies',
  run: async ({ bank, size, random, say }: Run): Promise<Figure[]> => {
    const { kills, linesEach } = {
      small: { kills: 1, linesEach: 4 },
      ci: { kills: 4, linesEach: 4 },
      full: { kills: 50, linesEach: 4 },
    }[size];
    const load = await CallLoad.begin(bank, {
      errands: bank.clients.map((client) => balances(client, CALLS_FOR[size])),
      linesEach,
      thinkMs: 2 * THINK_MS[size],
    });
    const names = bank.namesOf('gateway');
    const underWay: number[] = [];
    for (let kill = 1; kill <= kills; kill += 1) {
      await sleep(random.between(500, 2_000));
      const name = names[kill % names.length] ?? '';
      underWay.push(load.linesBusy);
      bank.kill(name);
      await bank.untilReady(30, [name]);
      say(
        `kill ${kill} of ${kills}: ${name} had its half of ${underWay.at(-1) ?? 0} calls, ${load.calls.length} are over`,
      );
    }
    await load.end();
    return [
      ...load.survival(size),
      atLeast('calls under way at a kill', Math.min(...underWay), linesEach * bank.clients.length),
      timed(size, atMost('the slowest answer', load.slowestStepSeconds, FIRST_ANSWER_SECONDS, ' s')),
    ];
  },
};
