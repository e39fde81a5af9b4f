import { setTimeout as sleep } from 'node:timers/promises';
import { Callers, someCurrencies } from '../callers.js';
import { keptPromises, promised } from '../promises.js';
import { atMost, bySize, exactly, type FaultCase, type Figure, percentile, type Run } from '../verdict.js';

/** F17: nobody listens where the mail server was. */
export const serverIsAway: FaultCase = {
  fault: 'F17',
  title: 'the mail server is away, and comes back',
  run: async ({ bank, callers, size, say }: Run): Promise<Figure[]> => {
    const { clients, awaySeconds } = bySize(size, {
      ci: { clients: 10, awaySeconds: 6 },
      full: { clients: 10_000, awaySeconds: 600 },
    });
    const wishes = Callers.wishesOf(await callers.register(clients, someCurrencies(10), 1));
    await bank.sink.goAway();
    const began = performance.now();
    // One after the other, as callers do: what one waits for is not another's turn.
    const asked = await callers.ask(wishes, 2);
    await sleep(Math.max(0, awaySeconds * 1_000 - (performance.now() - began)));
    const { sent, queued } = await bank.standing();
    say(`${promised(asked)} promised while it was away, ${queued} wait`);
    await bank.sink.comeBack();
    const finished = await bank.untilFinished(600);
    const p99 = percentile(asked.latencies, 0.99);
    return [
      exactly('promised while it was away, of those asked for', promised(asked), wishes.length),
      exactly('sent while it was away', sent, 0),
      // A machine that runs all tests at once is slower than a bank's.
      atMost('promise, p99', p99, bySize(size, { ci: 400, full: 50 }), ' ms'),
      atMost('all sent after it came back', finished, 600, ' s'),
      ...(await keptPromises(bank, promised(asked), 0)),
    ];
  },
};
