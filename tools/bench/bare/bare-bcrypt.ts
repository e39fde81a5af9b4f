import bcrypt from 'bcrypt';
import { availableParallelism } from 'node:os';

/** How many comparisons a second the cores do with nothing around them: BARE_COST, for BARE_SECONDS. */
const cost = Number(process.env['BARE_COST']);
const ends = performance.now() + Number(process.env['BARE_SECONDS']) * 1_000;
const hash = await bcrypt.hash('0'.repeat(64), cost);
const began = performance.now();
let compared = 0;

await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    while (performance.now() < ends) {
      await bcrypt.compare('1'.repeat(64), hash);
      compared += 1;
    }
  }),
);
process.send?.({ rate: (compared * 1_000) / (performance.now() - began) });
