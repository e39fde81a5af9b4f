import { REPLY_STAGES, type Script } from '../../../smtp-sink/index.js';
import { percentile } from '../../../bench/table.js';
import { atMost, exactly, type Figure, timed, told } from '../../figures.js';
import { Callers, type Client } from '../callers.js';
import type { FaultCase, Run } from '../fault-case.js';
import { keptPromises, promised } from '../promises.js';
import { settingsFor } from '../settings.js';

/** So long the server is good, and so long it is not. */
const WINDOW_MS = 1_500;
const WORDS = ['421 4.3.2 closing', '450 4.2.0 later', '451 4.3.0 later'];
/** How often the e-mails whose pauses are looked at are put off. */
const TIMES = 3;
const WATCHED = 10;
/** A pause may be a fifth longer than it should, and the attempt after it waits its turn. */
const TURN_S = 3;

/** F13: half of the time the server answers 4xx, at a stage that changes. */
export const serverPutsOff: FaultCase = {
  fault: 'F13',
  title: 'half of the time the mail server answers 421, 450 or 451, at every stage in turn',
  run: async (run: Run): Promise<Figure[]> => {
    const { bank, callers, size } = run;
    const count = { small: 20, ci: 250, full: 10_000 }[size];
    const usual = await busiestWithoutFaults(run, count);
    bank.sink.forget();
    await bank.sql('TRUNCATE notifications.deliveries');
    bank.sink.script = halfOfTheTime(run);
    const accepted = promised(await callers.ask(Callers.wishesOf(await callers.register(count, ['EUR'], 1))));
    await bank.untilFinished(120 + accepted / 4);
    const { offers } = bank.sink;
    const busiest = busiestTenSeconds(bank.sink.offeredAt);
    const pauses = await pausesOf(run, await callers.register(WATCHED));
    return [
      ...(await keptPromises(bank, accepted + WATCHED, 0)),
      exactly('given up or told to staff', bank.alerts('delivery_dead'), 0),
      told('conversations for each e-mail', (offers / accepted).toFixed(2)),
      load(size, busiest / usual),
      ...grows(pauses, settingsFor(size)),
    ];
  },
};

/** Where pauses last a second, an e-mail comes back within the same ten: only long ones say something about the load. */
function load(size: Run['size'], share: number): Figure {
  const what = 'busiest ten seconds, of those without faults';
  return size === 'full'
    ? timed(size, atMost(what, share, 1.1))
    : told(what, `${share.toFixed(1)}, with pauses of seconds`);
}

function halfOfTheTime({ random }: Run): Script {
  const began = Date.now();
  const stages = Array.from({ length: 1_000 }, () => random.oneOf(REPLY_STAGES));
  return ({ stage }) => {
    const window = Math.floor((Date.now() - began) / WINDOW_MS);
    if (window % 2 === 1 || stages[window % stages.length] !== stage) return undefined;
    return { do: 'reply', words: random.oneOf(WORDS) };
  };
}

async function busiestWithoutFaults({ bank, callers }: Run, count: number): Promise<number> {
  await callers.ask(Callers.wishesOf(await callers.register(count, ['EUR'], 1)));
  await bank.untilFinished(60 + count);
  return busiestTenSeconds(bank.sink.offeredAt);
}

/** Conversations in the ten seconds with the most of them. */
function busiestTenSeconds(times: readonly number[]): number {
  let [most, from] = [0, 0];
  for (const [at, time] of times.entries()) {
    while ((times[from] ?? time) < time - 10_000) from += 1;
    most = Math.max(most, at - from + 1);
  }
  return most;
}

/** E-mails that are put off three times each. @returns their first pauses, their second ones, their third ones, in seconds. */
async function pausesOf({ bank, callers }: Run, clients: readonly Client[]): Promise<number[][]> {
  const offered = new Map(clients.map(({ address }) => [address, [] as number[]]));
  bank.sink.script = ({ stage, recipient = '' }) => {
    const times = stage === 'rcpt' ? offered.get(recipient) : undefined;
    times?.push(Date.now());
    return times && times.length <= TIMES ? { do: 'reply', words: '450 4.2.0 later' } : undefined;
  };
  await callers.ask(Callers.wishesOf(clients));
  await bank.untilFinished(300);
  return Array.from({ length: TIMES }, (_, number) =>
    Array.from(
      offered.values(),
      (times) => ((times[number + 1] ?? Number.NaN) - (times[number] ?? Number.NaN)) / 1_000,
    ),
  );
}

/** Each pause is twice the one before, give or take a fifth, and no two are alike. */
function grows(pauses: readonly number[][], settings: ReturnType<typeof settingsFor>): Figure[] {
  return pauses.map((seconds, number): Figure => {
    const aim = Math.min(
      Number(settings.EMAIL_FIRST_PAUSE_SECONDS) * 2 ** number,
      Number(settings.EMAIL_LONGEST_PAUSE_SECONDS),
    );
    const [shortest, longest] = [Math.min(...seconds), Math.max(...seconds)];
    return {
      what: `pause ${number + 1}, of ${seconds.length} e-mails`,
      was: `${shortest.toFixed(1)} to ${longest.toFixed(1)} s, median ${percentile(seconds, 0.5).toFixed(1)} s`,
      aim: `${aim} s ± a fifth`,
      holds: shortest >= aim * 0.8 - 0.1 && longest <= aim * 1.2 + TURN_S && longest > shortest,
    };
  });
}
