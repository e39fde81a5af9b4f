import type { Deed, Stage } from '../../../smtp-sink/index.js';
import { Callers, type Client } from '../callers.js';
import { keptPromises, promised } from '../promises.js';
import { CONNECTIONS } from '../settings.js';
import { atLeast, atMost, told, timed, type Figure } from '../../figures.js';
import type { FaultCase, Run } from '../fault-case.js';

/** How it stands still, one way after the other. */
const WAYS: readonly { readonly stage: Stage; readonly deed: Deed }[] = [
  { stage: 'rcpt', deed: { do: 'hang' } },
  { stage: 'data', deed: { do: 'hang' } },
  { stage: 'body', deed: { do: 'hang' } },
  { stage: 'rcpt', deed: { do: 'trickle', everyMs: 1_000 } },
];

/** F15: some conversations stand still, or go on at one byte a second. */
export const serverHangs: FaultCase = {
  fault: 'F15',
  title: 'more conversations than there are places stand still, the others go on',
  run: async ({ bank, callers, size, say }: Run): Promise<Figure[]> => {
    const { stuck: stuckCount, others: otherCount } = {
      small: { stuck: 16, others: 20 },
      ci: { stuck: 16, others: 400 },
      full: { stuck: 18, others: 5_000 },
    }[size];
    const [calm, stuck, others] = [
      await callers.register(otherCount),
      await callers.register(stuckCount),
      await callers.register(otherCount),
    ];
    const usual = await rateOf(bank, callers, calm);
    const wayOf = new Map(stuck.map(({ address }, index) => [address, WAYS[index % WAYS.length]]));
    // Two connections never even greet.
    let silent = 2;
    await bank.sink.goAway();
    await bank.sink.comeBack();
    const once = new Set<string>();
    bank.sink.script = ({ stage, recipient = '' }) => {
      if (stage === 'banner' && silent > 0) {
        silent -= 1;
        return { do: 'hang' };
      }
      const way = wayOf.get(recipient);
      if (way?.stage !== stage) return undefined;
      // Its bytes are on their way: the server may have it, so that it is sent once more, and not for ever.
      if (stage === 'body' && once.has(recipient)) return undefined;
      once.add(recipient);
      return way.deed;
    };
    const acceptedStuck = promised(await callers.ask(Callers.wishesOf(stuck)));
    await bank.until(async () => (await bank.standing()).sending >= CONNECTIONS, 10);
    const meanwhile = await rateOf(bank, callers, others);
    say(`${usual.toFixed(0)}/s without, ${meanwhile.toFixed(0)}/s while ${acceptedStuck} stand still`);
    const mostAtOnce = bank.sink.mostAtOnce;
    bank.sink.script = () => undefined;
    await bank.untilFinished(120);
    return [
      timed(size, atLeast('rate of the others, of the usual', meanwhile / usual, 0.5)),
      atMost('connections at a time', mostAtOnce, 3 * CONNECTIONS),
      ...(await keptPromises(bank, acceptedStuck + calm.length + others.length, 0)),
      told('how they stood still', 'banner, RCPT, DATA, in the mail, one byte a second'),
    ];
  },
};

/** E-mails a second, from the first request to the last in the mailbox. */
async function rateOf(bank: Run['bank'], callers: Callers, clients: readonly Client[]): Promise<number> {
  const before = bank.sink.mailbox.distinct;
  const began = performance.now();
  const asking = callers.ask(Callers.wishesOf(clients));
  const arrived = await bank.until(
    () => bank.sink.mailbox.distinct - before >= clients.length,
    60 + clients.length / 5,
  );
  await asking;
  return arrived === undefined ? 0 : clients.length / ((performance.now() - began) / 1_000);
}
