import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { places } from '../../../start/settings.js';
import { atMost, exactly, type Figure, timed, told } from '../../figures.js';
import { CallLoad } from '../call-load.js';
import { Customer } from '../customer.js';
import { everyonesErrands, statement } from '../errands.js';
import { CALLS_FOR, type FaultCase, type Run, THINK_MS } from '../fault-case.js';
import { provider } from '../provider.js';
import type { SupervisedBank } from '../supervised-bank.js';

/** E-mails notifications has under way at once; each may be taken over from one that is frozen (K of security.md §3). */
const CONNECTIONS = 10;

/** F24: a random service is frozen for 1 to 5 s, again and again, while clients call and statements go out. */
export const pauses: FaultCase = {
  fault: 'F24',
  title: 'pauses',
  run: async ({ bank, size, random, say }: Run): Promise<Figure[]> => {
    const { count, longestMs } = {
      small: { count: 3, longestMs: 2_000 },
      ci: { count: 12, longestMs: 5_000 },
      full: { count: 200, longestMs: 5_000 },
    }[size];
    const names = bank.namesOf('auth', 'accounts', 'cards', 'notifications');
    const load = await CallLoad.begin(bank, {
      errands: everyonesErrands(bank.clients, CALLS_FOR[size]),
      thinkMs: THINK_MS[size],
    });
    const statements = Promise.all(
      bank.clients.map(async (client, index) => {
        await sleep((index * count * 1_000) / bank.clients.length);
        return new Customer(statement(client), 500).call(provider(bank, index % 2));
      }),
    );
    let pausesOfMail = 0;
    for (let pause = 1; pause <= count; pause += 1) {
      const [name, forMs] = [random.oneOf(names), random.between(1_000, longestMs)];
      if (name.startsWith('notifications')) pausesOfMail += 1;
      bank.freeze(name);
      await sleep(forMs);
      bank.thaw(name);
      say(
        `pause ${pause} of ${count}: ${name} for ${(forMs / 1_000).toFixed(1)} s, ${load.calls.length} calls are over`,
      );
      await sleep(random.between(0, 500));
    }
    await load.end();
    const asked = await statements;
    const finished = await bank.until(async () => (await bank.mailsUnderWay()) === 0, 90);
    const ids = messageIds(bank);
    return [
      ...load.survival(size),
      exactly(
        'clients who were promised a statement',
        asked.filter(({ end }) => end === 'served').length,
        asked.length,
      ),
      exactly('different statements in the mailbox, of those promised', new Set(ids).size, await promised(bank)),
      atMost('extra copies', ids.length - new Set(ids).size, pausesOfMail * CONNECTIONS),
      told('all sent after', finished === undefined ? 'never' : `${finished.toFixed(1)} s`),
      timed(size, atMost('the slowest answer', load.slowestStepSeconds, 4, ' s')),
      told('told "not available now"', `${load.unavailable} times in ${load.steps().length} steps`),
    ];
  },
};

async function promised(bank: SupervisedBank): Promise<number> {
  const [row] = await bank.sql<{ count: string }>('SELECT count(*) FROM notifications.deliveries');
  return Number(row?.count);
}

/** Of every e-mail the mail server of the demo has taken. */
function messageIds(bank: SupervisedBank): string[] {
  const { mail } = places(bank.settings.dataDir);
  return readdirSync(mail)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => /^message-id:\s*(\S+)/im.exec(readFileSync(join(mail, name), 'utf8'))?.[1] ?? name);
}
