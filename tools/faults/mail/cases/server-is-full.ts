import { Callers, someCurrencies } from '../callers.js';
import { keptPromises, promised } from '../promises.js';
import { atLeast, atMost, type Figure } from '../../figures.js';
import type { FaultCase, Run } from '../fault-case.js';

/** F18: the server takes one connection, then a hundred. */
export const serverIsFull: FaultCase = {
  fault: 'F18',
  title: 'the mail server takes one connection, and later many',
  run: async ({ bank, callers, size, say }: Run): Promise<Figure[]> => {
    const clients = { small: 2, ci: 15, full: 500 }[size];
    const [one, many] = [
      await callers.register(clients, someCurrencies(10), 1),
      await callers.register(clients * 2, someCurrencies(10), 1),
    ];
    await bank.sink.goAway();
    bank.sink.maxConnections = 1;
    await bank.sink.comeBack();
    bank.sink.forget();
    const first = promised(await callers.ask(Callers.wishesOf(one)));
    const alone = await bank.untilFinished(120 + first);
    const held = bank.sink.mostAtOnce;
    say(`with one connection: ${first} in ${alone?.toFixed(1) ?? 'no'} s`);
    bank.sink.maxConnections = 100;
    bank.sink.script = ({ stage }) => (stage === 'dot' ? { do: 'wait', ms: 60 } : undefined);
    const second = promised(await callers.ask(Callers.wishesOf(many)));
    await bank.untilFinished(120 + second);
    return [
      atMost('connections held while it took one', held, 1),
      atMost('sent over that one', alone, 120 + first, ' s'),
      atLeast('connections held when it took a hundred', bank.sink.mostAtOnce, 4),
      ...(await keptPromises(bank, first + second, 0)),
    ];
  },
};
