import { setTimeout as sleep } from 'node:timers/promises';
import { honest } from '../../../smtp-sink/index.js';
import { Callers, CALLERS_PER_SECOND, someCurrencies, type Wish } from '../callers.js';
import { keptPromises, promised, warmUp } from '../promises.js';
import { percentile } from '../../../bench/table.js';
import { atLeast, atMost, exactly, timed, type Figure } from '../../figures.js';
import type { FaultCase, Run } from '../fault-case.js';

/** What the mail server takes at most for each e-mail while the flood comes, in milliseconds; less than is waited for its reply. */
const SLOW_MS = 2_500;

/** F36: clients who ask for statements without end. */
export const flood: FaultCase = {
  fault: 'F36',
  title: 'many ask for many statements, and one for ever more',
  run: async ({ bank, callers, size, random, say }: Run): Promise<Figure[]> => {
    const { many, each, one } = {
      small: { many: 4, each: 12, one: 40 },
      ci: { many: 100, each: 20, one: 1_000 },
      full: { many: 1_000, each: 100, one: 100_000 },
    }[size];
    const clients = await callers.register(many, someCurrencies(each), 1);
    const [insatiable, late] = await callers.register(2, someCurrencies(12), 1);
    if (!insatiable || !late) throw new Error('two clients were asked for');
    await warmUp({ bank, callers, size });
    const wishes = Callers.wishesOf(clients);
    const began = performance.now();
    // Slow enough that what is asked for waits.
    bank.sink.script = ({ stage }) =>
      stage === 'dot' ? { do: 'wait', ms: random.between(0.5, 1) * SLOW_MS } : undefined;
    const asked = await callers.askSteadily(wishes, CALLERS_PER_SECOND);
    const again = await callers.ask(repeated(insatiable, one), 4);
    const askedIn = (performance.now() - began) / 1_000;
    bank.sink.script = honest;
    // Those it has begun to take still take their time.
    await sleep(SLOW_MS);
    const { queued } = await bank.standing();
    say(`${wishes.length + one} requests in ${askedIn.toFixed(1)} s, ${queued} still wait`);
    await callers.request({ client: late, currency: late.currencies[0] ?? '' });
    const lateSent = await bank.until(async () => (await sentTo(bank, late.id)) > 0, 120);
    // The last ones leave places free, which says nothing about how fast a backlog goes.
    const { mailbox } = bank.sink;
    const before = mailbox.distinct;
    const nearlyAll = before + Math.floor(0.9 * queued);
    const drainedIn = await bank.until(() => mailbox.distinct >= nearlyAll, 120 + queued);
    const drained = drainedIn === undefined ? 0 : (mailbox.distinct - before) / drainedIn;
    await bank.untilFinished(120);
    const accepted = promised(asked) + promised(again) + 1;
    const mostOfAny = await mostOfAnyClient(bank);
    return [
      atMost('most e-mails of any client', mostOfAny, 10),
      exactly('promised to the many', promised(asked), many * Math.min(each, 10)),
      exactly('promised to the one', promised(again), 10),
      timed(size, atMost('promise, p99', percentile(asked.latencies, 0.99), 50, ' ms')),
      atMost('a new client’s e-mail is sent', lateSent, 60, ' s'),
      ...(await keptPromises(bank, accepted, 0)),
      timed(size, atLeast('drained', drained, 80, '/s')),
    ];
  },
};

/** The same client, one currency after the other, over and over. */
function repeated(client: Wish['client'], times: number): Wish[] {
  return Array.from({ length: times }, (_, index) => ({
    client,
    currency: client.currencies[index % client.currencies.length] ?? '',
  }));
}

async function sentTo(bank: Run['bank'], clientId: string): Promise<number> {
  const rows = await bank.sql("SELECT FROM notifications.deliveries WHERE client_id = $1 AND state = 'sent'", [
    clientId,
  ]);
  return rows.length;
}

async function mostOfAnyClient(bank: Run['bank']): Promise<number> {
  const [row] = await bank.sql<{ most: string }>(
    'SELECT max(count) AS most FROM (SELECT count(*) FROM notifications.deliveries GROUP BY client_id) AS counts',
  );
  return Number(row?.most);
}
