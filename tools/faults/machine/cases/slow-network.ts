import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../../bench/table.js';
import { atMost, exactly, type Figure, timed, told } from '../../figures.js';
import { CallLoad } from '../../platform/call-load.js';
import type { Call } from '../../platform/customer.js';
import { someErrands } from '../../platform/errands.js';
import { type FaultCase, type Run, THINK_MS } from '../../platform/fault-case.js';
import { Recovery } from '../../platform/recovery.js';
import type { SupervisedBank } from '../../platform/supervised-bank.js';
import { type Conditions, FINE } from '../tcp-proxy.js';

/** 50 ms there and back. */
const SLOWER: Conditions = { ...FINE, delayMs: 25 };
const BAD: Conditions = { delayMs: 200, jitterMs: 100, resets: 0.01, bytesPerSecond: 64_000 };
/** P22 of the requirements. */
const FIRST_INFORMATION_MS = 3_000;
/** A bus that says nothing is given up after two pings, and the next connection is made. */
const NORMAL_SECONDS = 15;
const LEAKS_GONE_SECONDS = 10;
/** Keys of a PIN or a client number; menus take one, card numbers more. */
const CREDENTIAL_KEYS = [4, 9];

/** F20: the network between the apps and their servers is slow, bad, and then says nothing any more. */
export const slowNetwork: FaultCase = {
  fault: 'F20',
  title: 'slow network',
  run: async ({ bank, size, say }: Run): Promise<Figure[]> => {
    const { slowerMs, badMs, silences } = {
      small: { slowerMs: 3_000, badMs: 4_000, silences: 1 },
      ci: { slowerMs: 20_000, badMs: 30_000, silences: 2 },
      full: { slowerMs: 300_000, badMs: 600_000, silences: 20 },
    }[size];
    const { ways } = bank.machine;
    const put = (conditions: Conditions) => {
      ways.bus.conditions = conditions;
      ways.database.conditions = conditions;
    };
    const errands = someErrands(bank.clients, size);

    const unhurried = await CallLoad.begin(bank, { errands, thinkMs: THINK_MS[size] });
    put(SLOWER);
    await sleep(slowerMs);
    await unhurried.end();
    put(FINE);
    const first = unhurried.calls.flatMap(untilInformation);
    say(`50 ms slower: ${unhurried.calls.length} calls`);

    const load = await CallLoad.begin(bank, { errands, thinkMs: THINK_MS[size] });
    const recovery = new Recovery(bank, load);
    const went = await recovery.after(async () => {
      put(BAD);
      await sleep(badMs);
      put(FINE);
    });
    say(`bad for ${went}`);
    for (let silence = 1; silence <= silences; silence += 1) {
      const found = await recovery.after(() => {
        ways.bus.halfOpen();
        ways.database.halfOpen();
        return Promise.resolve();
      });
      say(`silent: ${found}`);
    }
    await load.end();
    const leaksGone = await bank.until(async () => (await requestsLeft(bank)) === 0, LEAKS_GONE_SECONDS);
    return [
      ...load.survivalOrAgent(),
      timed(size, exactly('50 ms slower: told "not available now"', unhurried.unavailable, 0)),
      timed(size, atMost('50 ms slower: first information, p95', percentile(first, 0.95), FIRST_INFORMATION_MS, ' ms')),
      told('measured on', `${first.length} credentials`),
      ...recovery.figures(size, NORMAL_SECONDS),
      exactly('requests left in the database', leaksGone === undefined ? await requestsLeft(bank) : 0, 0),
    ];
  },
};

/** From the last digit of each credential to the sentence that was called for, in milliseconds. */
function untilInformation({ steps }: Call): number[] {
  return steps.flatMap(({ keys, tookMs }, index) =>
    CREDENTIAL_KEYS.includes(keys) ? [tookMs + (steps[index + 1]?.tookMs ?? 0)] : [],
  );
}

/** What somebody asked the database for and nobody waits for any more. */
async function requestsLeft(bank: SupervisedBank): Promise<number> {
  const rows = await bank.sql(
    `SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
     AND state <> 'idle' AND state_change < now() - interval '4 seconds'`,
  );
  return rows.length;
}
