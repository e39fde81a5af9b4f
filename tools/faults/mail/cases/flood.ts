import { Callers, someCurrencies, type Wish } from '../callers.js';
import { keptPromises, promised } from '../promises.js';
import {
  atLeast,
  atMost,
  bySize,
  exactly,
  type FaultCase,
  type Figure,
  percentile,
  type Run,
  told,
} from '../verdict.js';

/** F36: clients who ask for statements without end. */
export const flood: FaultCase = {
  fault: 'F36',
  title: 'many ask for many statements, and one for ever more',
  run: async ({ bank, callers, size, say }: Run): Promise<Figure[]> => {
    const { many, each, one } = bySize(size, {
      ci: { many: 20, each: 12, one: 200 },
      full: { many: 1_000, each: 100, one: 100_000 },
    });
    const clients = await callers.register(many, someCurrencies(each), 1);
    const [insatiable, late] = await callers.register(2, someCurrencies(12), 1);
    if (!insatiable || !late) throw new Error('two clients were asked for');
    const wishes = Callers.wishesOf(clients);
    const began = performance.now();
    const asked = await callers.ask(wishes, 4);
    const again = await callers.ask(repeated(insatiable, one), 4);
    const askedIn = (performance.now() - began) / 1_000;
    const { queued } = await bank.standing();
    say(`${wishes.length + one} requests in ${askedIn.toFixed(1)} s, ${queued} still wait`);
    await callers.request({ client: late, currency: late.currencies[0] ?? '' });
    const lateSent = await bank.until(async () => (await sentTo(bank, late.id)) > 0, 120);
    const drained = await bank.untilFinished(120 + queued);
    const accepted = promised(asked) + promised(again) + 1;
    const latencies = [...asked.latencies, ...again.latencies];
    const most = await mostOfAnyClient(bank);
    return [
      atMost('most e-mails of any client', most, 10),
      exactly('promised to the many', promised(asked), many * Math.min(each, 10)),
      exactly('promised to the one', promised(again), 10),
      atMost('promise, p99', percentile(latencies, 0.99), bySize(size, { ci: 600, full: 50 }), ' ms'),
      atMost('a new client’s e-mail is sent', lateSent, 60, ' s'),
      ...(await keptPromises(bank, accepted, 0)),
      size === 'full' && drained !== undefined
        ? atLeast('drained', queued / drained, 80, '/s')
        : told('drained', drained === undefined ? 'never' : `${queued} in ${drained.toFixed(1)} s`),
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
