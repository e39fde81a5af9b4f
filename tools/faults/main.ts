import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { abuseFaults } from './abuse/abuse-faults.js';
import { busFaults } from './bus/bus-faults.js';
import { shownVerdict } from './figures.js';
import { machineFaults } from './machine/machine-faults.js';
import { mailFaults } from './mail/mail-faults.js';
import { platformFaults } from './platform/platform-faults.js';
import type { Size, Suite } from './suite.js';

/** Faults by what they are done to. */
const SUITES: Readonly<Record<string, Suite>> = {
  abuse: abuseFaults,
  bus: busFaults,
  machine: machineFaults,
  mail: mailFaults,
  platform: platformFaults,
};

const USAGE = `npm run faults -- <${Object.keys(SUITES).join(' | ')}> [--small | --full] [--only F13,F17] [--seed 42]
Kills, cuts and fills what the bank stands on, and counts what becomes of it. Within ten minutes; --small: as in
npm test; --full: hours.
Exit code: 0 every figure holds, 1 one does not.`;

const SEEDS = 2 ** 31;

interface Wanted {
  readonly suite: Suite;
  readonly name: string;
  readonly size: Size;
  readonly only: readonly string[] | undefined;
  readonly seed: number;
}

/** @returns undefined for what makes no sense. */
function wanted(): Wanted | undefined {
  const options = {
    small: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string' },
  } as const;
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [name = '', ...others] = positionals;
  const suite = SUITES[name];
  const only = values.only?.toUpperCase().split(',');
  const seed = values.seed === undefined ? randomInt(SEEDS) : Number(values.seed);
  const known = only?.every((fault) => suite?.faults.some((one) => one.fault === fault)) ?? true;
  if (!suite || others.length > 0 || !known || !Number.isSafeInteger(seed) || (values.small && values.full))
    return undefined;
  return { suite, name, size: values.full ? 'full' : values.small ? 'small' : 'ci', only, seed };
}

/** What `npm run faults` does. @returns the exit code. */
async function main(): Promise<number> {
  const order = wanted();
  if (!order) {
    console.error(USAGE);
    return 2;
  }
  const { suite, name, size, only, seed } = order;
  const began = performance.now();
  console.log(`${name}, ${size} size, seed ${seed}\n`);
  const say = (line: string) => process.stderr.write(`  … ${line}\n`);
  let broken = 0;
  const run = suite.run({ size, seed, wants: (fault) => only?.includes(fault) ?? true, say });
  for await (const verdict of run) {
    broken += verdict.figures.filter(({ holds }) => holds === false).length;
    console.log(`${shownVerdict(verdict)}\n`);
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  console.log(`${broken === 0 ? 'Every figure holds' : `${broken} figures do not hold`}; seed ${seed}, ${seconds} s.`);
  return broken === 0 ? 0 : 1;
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error);
  return 1;
});
// Whatever a case left behind must not keep the process.
process.exit();
