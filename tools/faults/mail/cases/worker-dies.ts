import { setTimeout as sleep } from 'node:timers/promises';
import { Callers, someCurrencies } from '../callers.js';
import type { FaultBank } from '../fault-bank.js';
import { keptPromises, promised } from '../promises.js';
import { CONNECTIONS, settingsFor } from '../settings.js';
import { atMost, exactly, told, type Figure } from '../../figures.js';
import type { FaultCase, Run } from '../fault-case.js';

/** F1: kill -9 at random moments while statements go out. */
export const workerDies: FaultCase = {
  fault: 'F1',
  title: 'notifications is killed at random moments while statements go out',
  run: async (run: Run): Promise<Figure[]> => {
    const { bank, callers, size, random } = run;
    const {
      clients: count,
      kills,
      slowMs,
    } = {
      small: { clients: 10, kills: 2, slowMs: 300 },
      ci: { clients: 120, kills: 10, slowMs: 100 },
      full: { clients: 10_000, kills: 50, slowMs: 50 },
    }[size];
    const wishes = Callers.wishesOf(await callers.register(count, someCurrencies(10), 1));
    // Each e-mail takes a moment, so that a kill finds some under way.
    bank.sink.script = ({ stage }) => (stage === 'dot' ? { do: 'wait', ms: slowMs } : undefined);
    const asking = callers.ask(wishes);
    let lost: string[] = [];
    for (let kill = 1; kill <= kills; kill++) {
      const before = bank.sink.mailbox.distinct;
      const more = Math.round(random.between(3, wishes.length / (kills + 1)));
      await bank.until(() => bank.sink.mailbox.distinct >= before + more, 120);
      await sleep(random.between(0, slowMs));
      await bank.killNotifications();
      lost = await underWay(bank);
      run.say(`kill ${kill}: ${lost.length} were under way, ${bank.sink.mailbox.distinct} have arrived`);
      if (kill < kills) await bank.startApp('notifications');
    }
    const [takenOver] = await Promise.all([takeOver(bank, lost), bank.startApp('notifications')]);
    const accepted = promised(await asking);
    const lease = Number(settingsFor(size).EMAIL_LEASE_SECONDS);
    const finished = await bank.untilFinished(lease + 30 + wishes.length / 20);
    return [
      exactly('I1: promised, of those asked for', accepted, wishes.length),
      ...(await keptPromises(bank, accepted, kills * CONNECTIONS)),
      atMost(`a lease of ${lease} s is taken over`, takenOver, lease + 15, ' s'),
      told('finished after the last kill', finished === undefined ? 'never' : `${finished.toFixed(1)} s`),
    ];
  },
};

/** What a worker holds: each job, and how often it was taken from another. */
async function underWay(bank: FaultBank): Promise<string[]> {
  const rows = await bank.sql<{ key: string }>(
    "SELECT id || ' ' || retry_count AS key FROM notifications.job WHERE state = 'active'",
  );
  return rows.map(({ key }) => key);
}

/** @returns seconds until none of these is held by the one that was killed: others may take it, when it is its turn. */
async function takeOver(bank: FaultBank, lost: readonly string[]): Promise<number | undefined> {
  return bank.until(async () => {
    const held = new Set(await underWay(bank));
    return !lost.some((key) => held.has(key));
  }, 180);
}
