import { REPLY_STAGES, type Script } from '../../../smtp-sink/index.js';
import { Callers } from '../callers.js';
import { keptPromises, promised } from '../promises.js';
import { bySize, exactly, type FaultCase, type Figure, percentile, type Run, told } from '../verdict.js';

/** So long the server is good, and so long it is not. */
const WINDOW_MS = 1_500;
const WORDS = ['421 4.3.2 closing', '450 4.2.0 later', '451 4.3.0 later'];

/** F13: half of the time the server answers 4xx, at a stage that changes. */
export const serverPutsOff: FaultCase = {
  fault: 'F13',
  title: 'half of the time the mail server answers 421, 450 or 451, at every stage in turn',
  run: async (run: Run): Promise<Figure[]> => {
    const { bank, callers, size } = run;
    const count = bySize(size, { ci: 60, full: 20_000 });
    const clean = await peakOf(run, count);
    bank.sink.forget();
    await bank.sql('TRUNCATE notifications.deliveries');
    const visits = new Map<string, number[]>();
    bank.sink.script = halfOfTheTime(run, visits);
    const accepted = promised(await callers.ask(Callers.wishesOf(await callers.register(count, ['EUR'], 1))));
    await bank.untilFinished(120 + accepted / 4);
    const gaps = gapsOf(visits);
    return [
      ...(await keptPromises(bank, accepted, 0)),
      exactly('given up or told to staff', bank.alerts('delivery_dead'), 0),
      told('conversations for each e-mail', (bank.sink.offers / accepted).toFixed(2)),
      told('busiest second, offers', `${busiestSecond(bank.sink.offeredAt)} (without faults ${clean})`),
      told('first, second, third pause (median)', gaps.map((gap) => `${gap.toFixed(1)} s`).join(', ')),
    ];
  },
};

function halfOfTheTime({ random }: Run, visits: Map<string, number[]>): Script {
  const began = Date.now();
  const stages = Array.from({ length: 1_000 }, () => random.oneOf(REPLY_STAGES));
  return ({ stage, recipient }) => {
    if (stage === 'rcpt' && recipient !== undefined)
      visits.set(recipient, [...(visits.get(recipient) ?? []), Date.now()]);
    const window = Math.floor((Date.now() - began) / WINDOW_MS);
    if (window % 2 === 1 || stages[window % stages.length] !== stage) return undefined;
    return { do: 'reply', words: random.oneOf(WORDS) };
  };
}

/** The busiest second without faults, to compare with. */
async function peakOf({ bank, callers }: Run, count: number): Promise<number> {
  await callers.ask(Callers.wishesOf(await callers.register(count, ['EUR'], 1)));
  await bank.untilFinished(60 + count);
  return busiestSecond(bank.sink.offeredAt);
}

function busiestSecond(times: readonly number[]): number {
  const perSecond = new Map<number, number>();
  for (const time of times) perSecond.set(Math.floor(time / 1_000), (perSecond.get(Math.floor(time / 1_000)) ?? 0) + 1);
  return Math.max(0, ...perSecond.values());
}

/** Medians of the first, second and third pause between conversations about the same client. */
function gapsOf(visits: ReadonlyMap<string, readonly number[]>): number[] {
  return [1, 2, 3].flatMap((number) => {
    const gaps = Array.from(
      visits.values(),
      (times) => ((times[number] ?? Number.NaN) - (times[number - 1] ?? Number.NaN)) / 1_000,
    );
    const known = gaps.filter((gap) => gap > 0.5);
    return known.length > 0 ? [percentile(known, 0.5)] : [];
  });
}
