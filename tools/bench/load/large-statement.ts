import { readFileSync } from 'node:fs';
import { idOf } from '#libs/identity';
import { Callers, someCurrencies } from '../../faults/mail/callers.js';
import { FaultBank } from '../../faults/mail/fault-bank.js';
import { processorTime } from '../processor-time.js';

/** One-page e-mails before it, so that the process is as large as one that has been at work. */
const CLIENTS_BEFORE = 6;
const EACH = 50;
const LONGEST_S = 300;

/** What a statement cost the process of notifications, from the request to the mail server's 250. */
export interface LargeStatement {
  readonly cpuMs: number;
  readonly wallMs: number;
  /** The most the process ever had; 0 where the system does not tell. */
  readonly residentBytes: number;
}

/** A statement of so many movements, by e-mail, made by the running services. @throws Error when it is not sent. */
export async function sendLargeStatement(movements: number): Promise<LargeStatement> {
  const bank = await FaultBank.start({ EMAIL_MAX_PER_DAY: String(EACH), LOG_LEVEL: 'warn' });
  const callers = await Callers.connect(bank.servers);
  try {
    await callers.ask(Callers.wishesOf(await callers.register(CLIENTS_BEFORE, someCurrencies(EACH), 25)));
    const [client] = await callers.register(1, ['EUR'], 0);
    if (!client) throw new Error('one client was asked for');
    await insertMovements(bank, idOf('account', `${client.sourceId}/EUR`), movements);
    await bank.untilFinished(LONGEST_S);
    const pid = bank.pidOf('notifications');
    const [cpu, began] = [processorTime(pid), performance.now()];
    await callers.ask([{ client, currency: 'EUR' }]);
    await bank.untilFinished(LONGEST_S);
    const { sent } = await bank.standing();
    if (sent !== CLIENTS_BEFORE * EACH + 1) throw new Error(`${sent} e-mails were sent`);
    const [cpuMs, wallMs] = [processorTime(pid) - cpu, performance.now() - began];
    return { cpuMs, wallMs, residentBytes: mostResident(pid) };
  } finally {
    await callers.close();
    await bank.stop();
  }
}

/** All at once: through the feed it would take minutes. */
async function insertMovements(bank: FaultBank, accountId: string, count: number): Promise<void> {
  await bank.sql(
    `INSERT INTO accounts.account_transactions (id, account_id, date, amount_minor, description)
     SELECT gen_random_uuid(), $1, current_date - 1 - number % 28, number % 1000 - 500,
            'DYQAN USHQIMORE TIRANË ' || number || ' Çarshia'
     FROM generate_series(1, $2::int) AS number`,
    [accountId, count],
  );
}

function mostResident(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return Number(kilobytes) * 1_024;
}
