import { setTimeout as sleep } from 'node:timers/promises';
import { Callers, someCurrencies } from '../callers.js';
import { keptPromises, promised } from '../promises.js';
import { atMost, type Figure } from '../../figures.js';
import type { FaultCase, Run } from '../fault-case.js';

/** F9: PostgreSQL ends as in a crash and comes back. */
export const databaseCrashes: FaultCase = {
  fault: 'F9',
  title: 'PostgreSQL crashes and comes back while statements are asked for and go out',
  run: async ({ bank, callers, size, random, say }: Run): Promise<Figure[]> => {
    const { clients: count, crashes } = {
      small: { clients: 6, crashes: 1 },
      ci: { clients: 90, crashes: 8 },
      full: { clients: 2_000, crashes: 20 },
    }[size];
    const [first = [], ...later] = await Promise.all(
      Array.from({ length: crashes + 1 }, (_, index) =>
        callers.register(index === 0 ? count : 1, someCurrencies(10), 1),
      ),
    );
    const witnesses = later.flat();
    bank.sink.script = ({ stage }) => (stage === 'dot' ? { do: 'wait', ms: 100 } : undefined);
    const wishes = Callers.wishesOf(first);
    const asking = callers.ask(wishes);
    let slowest = 0;
    let extra = 0;
    for (const [index, client] of witnesses.entries()) {
      await bank.until(async () => (await bank.standing()).sending > 0, 60);
      await sleep(random.between(0, 500));
      await bank.servers.crashPostgres();
      const began = performance.now();
      await callers.request({ client, currency: client.currencies[0] ?? '' });
      const sent = await bank.until(async () => await isSent(bank, client.id), 60);
      extra += 1;
      slowest = Math.max(slowest, sent === undefined ? Number.POSITIVE_INFINITY : (performance.now() - began) / 1_000);
      say(
        `crash ${index + 1}: a new request was accepted and sent ${((performance.now() - began) / 1_000).toFixed(1)} s later`,
      );
    }
    const accepted = promised(await asking) + extra;
    await bank.untilFinished(120 + wishes.length / 20);
    return [
      ...(await keptPromises(bank, accepted, 0)),
      atMost('a new request is accepted and sent after the database is back', slowest, 10, ' s'),
    ];
  },
};

async function isSent(bank: Run['bank'], clientId: string): Promise<boolean> {
  const rows = await bank.sql("SELECT FROM notifications.deliveries WHERE client_id = $1 AND state = 'sent'", [
    clientId,
  ]);
  return rows.length > 0;
}
