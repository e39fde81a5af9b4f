import { SeededRandom } from '../random.js';
import type { Order, Suite, Verdict } from '../suite.js';
import { FaultBank } from '../mail/fault-bank.js';
import { settingsFor } from '../mail/settings.js';
import { poisonOnTheBus } from './poison.js';

/** What services must survive on the bus (security.md §4), on one bank of processes. */
export const busFaults: Suite = { faults: [{ fault: 'F22', title: 'poison on the bus' }], run };

async function* run({ size, seed, wants, say }: Order): AsyncGenerator<Verdict> {
  const [fault] = busFaults.faults;
  if (!fault || !wants(fault.fault)) return;
  const bank = await FaultBank.start(settingsFor(size), 'open');
  try {
    const began = performance.now();
    const figures = await poisonOnTheBus({ bank, size, random: new SeededRandom(seed), say });
    yield { ...fault, figures, seconds: (performance.now() - began) / 1_000 };
  } finally {
    await bank.stop();
  }
}
