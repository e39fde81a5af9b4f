import { Callers, type Client } from '../callers.js';
import { promised, slowest } from '../promises.js';
import { atMost, exactly, timed, type Figure } from '../../figures.js';
import type { FaultCase, Run } from '../fault-case.js';

/** F23: e-mails that throw, take for ever, or kill the worker. */
export const poison: FaultCase = {
  fault: 'F23',
  title: 'e-mails that throw, take for ever, or kill the worker',
  run: async ({ bank, callers, size, say }: Run): Promise<Figure[]> => {
    const count = { small: 10, ci: 100, full: 2_000 }[size];
    const [usual, others] = [await callers.register(count), await callers.register(count)];
    const [throws, hangs, kills, harmless] = (await callers.register(4)) as [Client, Client, Client, Client];
    await callers.ask(Callers.wishesOf(usual));
    await bank.untilFinished(60 + count);
    bank.sink.script = ({ stage, recipient }) =>
      stage === 'rcpt' && (recipient === hangs.address || recipient === kills.address) ? { do: 'hang' } : undefined;
    await bank.sink.goAway();
    await callers.ask(Callers.wishesOf([throws, hangs]));
    // Words in a language nobody speaks cannot be written; and most of eight attempts are behind them already.
    const begun = { small: 7, ci: 6, full: 0 }[size];
    await alter(bank, throws, `language = 'xx', attempts = ${begun}`);
    await alter(bank, hangs, `attempts = ${begun}`);
    await bank.sink.comeBack();
    // Until one was sent, the server counts as away, and others would wait for that and not for the poison.
    await callers.ask(Callers.wishesOf([harmless]));
    await bank.until(async () => (await bank.standing()).sent > count, 60);
    const accepted = promised(await callers.ask(Callers.wishesOf(others)));
    const allSent = await bank.until(async () => (await bank.standing()).sent > count + accepted, 60 + count);
    const delay = (await slowest(bank, others)) - (await slowest(bank, usual));
    await bank.until(async () => (await bank.standing()).dead === 2, { small: 60, ci: 60, full: 600 }[size]);
    const deathsWanted = { small: 1, ci: 2, full: 8 }[size];
    const deaths = await killEachTime(bank, callers, kills, deathsWanted, say);
    await bank.until(() => bank.alerts('delivery_dead') === 3, 10);
    const rows = await bank.sql<{ attempts: number; state: string }>(
      'SELECT attempts, state FROM notifications.deliveries WHERE client_id = ANY ($1)',
      [[throws.id, hangs.id, kills.id]],
    );
    return [
      exactly(
        'dead after eight attempts, of three',
        rows.filter((row) => row.state === 'dead' && row.attempts === 8).length,
        3,
      ),
      exactly('alerts', bank.alerts('delivery_dead'), 3),
      exactly('the others: sent', allSent === undefined ? 0 : accepted, accepted),
      timed(size, atMost('the others: later than without', Math.max(delay, 0), 1, ' s')),
      exactly('times the worker was killed', deaths, deathsWanted),
    ];
  },
};

/** The worker dies whenever it takes this client's e-mail up. */
async function killEachTime(
  bank: Run['bank'],
  callers: Callers,
  client: Client,
  times: number,
  say: Run['say'],
): Promise<number> {
  await callers.ask(Callers.wishesOf([client]));
  let deaths = 0;
  for (; deaths < times; deaths++) {
    const taken = await bank.until(async () => (await stateOf(bank, client)) === 'sending', 120);
    if (taken === undefined) return deaths;
    await bank.killNotifications();
    say(`killed at attempt ${deaths + 1}`);
    // The last of eight: the others would each take the time of a lease.
    if (deaths === times - 1)
      await bank.sql('UPDATE notifications.deliveries SET attempts = 8 WHERE client_id = $1', [client.id]);
    await bank.startApp('notifications');
  }
  await bank.until(async () => (await stateOf(bank, client)) === 'dead', 120);
  return deaths;
}

/** Not while it is being made: it would then be sent as it was asked for. @throws Error when it is all the time. */
async function alter(bank: Run['bank'], client: Client, change: string): Promise<void> {
  const altered = `UPDATE notifications.deliveries SET ${change} WHERE client_id = $1 AND state = 'queued' RETURNING id`;
  const waited = await bank.until(async () => (await bank.sql(altered, [client.id])).length === 1, 10);
  if (waited === undefined) throw new Error('an e-mail to be altered was under way for ten seconds');
}

async function stateOf(bank: Run['bank'], client: Client): Promise<string | undefined> {
  const [row] = await bank.sql<{ state: string }>('SELECT state FROM notifications.deliveries WHERE client_id = $1', [
    client.id,
  ]);
  return row?.state;
}
