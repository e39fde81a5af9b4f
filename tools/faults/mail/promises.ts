import { type Asked, Callers, CALLERS_PER_SECOND, type Client, someCurrencies } from './callers.js';
import type { FaultBank } from './fault-bank.js';
import type { Run } from './fault-case.js';
import { atMost, exactly, type Figure } from '../figures.js';

/** So many promises and e-mails, before others are measured: the first ones of a process, and of new rows, take longer. */
const WARM_UP = { small: 20, ci: 600, full: 600 };
const MEASURED = { small: 10, ci: 100, full: 100 };

/** Promises while all is well, kept and forgotten. @returns what the last of them took, at a steady pace, in milliseconds. */
export async function warmUp({
  bank,
  callers,
  size,
}: Pick<Run, 'bank' | 'callers' | 'size'>): Promise<readonly number[]> {
  const [count, measured] = [WARM_UP[size], MEASURED[size]];
  const wishes = Callers.wishesOf(await callers.register((count + measured) / 10, someCurrencies(10), 1));
  await callers.ask(wishes.slice(0, count));
  const { latencies } = await callers.askSteadily(wishes.slice(count), CALLERS_PER_SECOND);
  await bank.untilFinished(60);
  await bank.clean();
  return latencies;
}

/** How many were promised. */
export function promised({ answers }: Asked): number {
  return answers.get('queued') ?? 0;
}

/**
 * I1, I2, I3 and I6: of N promised exactly N are in the mailbox, no more copies than could not be avoided, and nothing is
 * left to do.
 * @param extraCopiesAllowed A + K of security.md §3.
 */
export async function keptPromises(bank: FaultBank, accepted: number, extraCopiesAllowed: number): Promise<Figure[]> {
  const { sent, dead, queued, sending, unknown } = await bank.standing();
  const { distinct, extraCopies } = bank.sink.mailbox;
  bank.tally.promised += accepted;
  bank.tally.delivered += distinct;
  bank.tally.extraCopies += extraCopies;
  bank.tally.extraCopiesAllowed += extraCopiesAllowed;
  return [
    exactly('I2: different e-mails in the mailbox, of those promised', distinct, accepted),
    atMost('I3: extra copies', extraCopies, extraCopiesAllowed),
    exactly('I6: sent, as the rows say', sent, accepted),
    exactly('I6: left over, or given up', dead + queued + sending + unknown, 0),
  ];
}

/** Seconds from promise to mailbox, of the slowest e-mail to these clients. */
export async function slowest(bank: FaultBank, clients: readonly Client[]): Promise<number> {
  const [row] = await bank.sql<{ seconds: number | null }>(
    `SELECT max(extract(epoch FROM sent_at - accepted_at))::float8 AS seconds
     FROM notifications.deliveries WHERE client_id = ANY ($1)`,
    [clients.map(({ id }) => id)],
  );
  return row?.seconds ?? 0;
}
