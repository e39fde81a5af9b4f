import { setTimeout as sleep } from 'node:timers/promises';
import { Callers, CALLERS_PER_SECOND, someCurrencies } from '../callers.js';
import { keptPromises, promised, warmUp } from '../promises.js';
import { percentile } from '../../../bench/table.js';
import { atMost, exactly, timed, told, type Figure } from '../../figures.js';
import type { FaultCase, Run } from '../fault-case.js';

/** F17: nobody listens where the mail server was. */
export const serverIsAway: FaultCase = {
  fault: 'F17',
  title: 'the mail server is away, and comes back',
  run: async ({ bank, callers, size, say }: Run): Promise<Figure[]> => {
    const { clients, awaySeconds } = {
      small: { clients: 2, awaySeconds: 1 },
      ci: { clients: 40, awaySeconds: 20 },
      full: { clients: 2_000, awaySeconds: 600 },
    }[size];
    const before = await warmUp({ bank, callers, size });
    const wishes = Callers.wishesOf(await callers.register(clients, someCurrencies(10), 1));
    await bank.sink.goAway();
    const began = performance.now();
    const asked = await callers.askSteadily(wishes, CALLERS_PER_SECOND);
    await sleep(Math.max(0, awaySeconds * 1_000 - (performance.now() - began)));
    const { sent, queued } = await bank.standing();
    say(`${promised(asked)} promised while it was away, ${queued} wait`);
    await bank.sink.comeBack();
    const finished = await bank.untilFinished(600);
    const p99 = (latencies: readonly number[]) => percentile(latencies, 0.99);
    return [
      exactly('promised while it was away, of those asked for', promised(asked), wishes.length),
      exactly('sent while it was away', sent, 0),
      timed(size, atMost('promise, p99', p99(asked.latencies), 50, ' ms')),
      told('promise before, p99', `${p99(before).toFixed(1)} ms`),
      atMost('all sent after it came back', finished, 600, ' s'),
      ...(await keptPromises(bank, promised(asked), 0)),
    ];
  },
};
