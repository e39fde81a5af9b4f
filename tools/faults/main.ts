import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Callers } from './mail/callers.js';
import { FaultBank } from './mail/fault-bank.js';
import { MAIL_FAULTS, shown } from './mail/mail-faults.js';
import { SeededRandom } from './mail/random.js';
import { settingsFor } from './mail/settings.js';
import type { Size } from './mail/verdict.js';

const USAGE = `npm run faults -- mail [--full] [--only F13,F17] [--seed 42]
Kills, cuts and fills everything around e-mails, and counts what arrives. Without --full a few minutes and small numbers.
Exit code: 0 every figure holds, 1 one does not.`;

const SEEDS = 2 ** 31;

/** What `npm run faults` does. @returns the exit code. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      full: { type: 'boolean', default: false },
      only: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  if (positionals.length !== 1 || positionals[0] !== 'mail') {
    console.error(USAGE);
    return 2;
  }
  const size: Size = values.full ? 'full' : 'ci';
  const only = values.only?.toUpperCase().split(',');
  const seed = values.seed === undefined ? randomInt(SEEDS) : Number(values.seed);
  const cases = MAIL_FAULTS.filter(({ fault }) => only?.includes(fault) ?? true);
  console.log(`mail, ${size} size, seed ${seed}\n`);
  const bank = await FaultBank.start(settingsFor(size));
  const callers = await Callers.connect(bank.servers);
  let allHold = true;
  try {
    for (const one of cases) {
      const began = performance.now();
      const say = (line: string) => process.stderr.write(`  … ${line}\n`);
      await bank.clean();
      const figures = await one.run({ bank, callers, size, random: new SeededRandom(seed), say });
      allHold &&= figures.every(({ holds }) => holds);
      console.log(`${shown(one, figures, (performance.now() - began) / 1_000)}\n`);
    }
  } finally {
    await callers.close();
    await bank.stop();
  }
  return allHold ? 0 : 1;
}

process.exitCode = await main();
// Whatever a case left behind must not keep the process.
process.exit();
