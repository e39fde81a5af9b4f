import { Callers, someCurrencies } from '../callers.js';
import { keptPromises, promised } from '../promises.js';
import { atLeast, exactly, type Figure } from '../../figures.js';
import type { FaultCase, Run } from '../fault-case.js';

/** F16: the server takes an e-mail and cuts before it says so. */
export const replyIsLost: FaultCase = {
  fault: 'F16',
  title: 'the mail server takes an e-mail and cuts before it says so',
  run: async ({ bank, callers, size, random }: Run): Promise<Figure[]> => {
    const { clients, share } = {
      small: { clients: 3, share: 0.2 },
      ci: { clients: 100, share: 0.01 },
      full: { clients: 2_000, share: 0.01 },
    }[size];
    const cut = new Set<string>();
    bank.sink.script = ({ stage, messageId }) => {
      if (stage !== 'dot' || messageId === undefined || cut.has(messageId) || random.next() >= share) return undefined;
      cut.add(messageId);
      return { do: 'keep-and-cut' };
    };
    const wishes = Callers.wishesOf(await callers.register(clients, someCurrencies(10), 1));
    const accepted = promised(await callers.ask(wishes));
    await bank.untilFinished(120 + accepted / 20);
    const [row] = await bank.sql<{ count: string }>(
      'SELECT count(*) FROM notifications.deliveries WHERE times_uncertain = 1',
    );
    return [
      ...(await keptPromises(bank, accepted, cut.size)),
      atLeast('e-mails whose reply was lost', cut.size, 1),
      exactly('of those, in state unknown at some time', Number(row?.count), cut.size),
    ];
  },
};
