import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { shownVerdict } from '../figures.js';
import { mailFaults } from './mail-faults.js';

const SEED = randomInt(2 ** 31);

describe(`what was promised arrives, whatever fails (seed ${SEED})`, () => {
  it('F1, F9, F13 to F18, F23, F36: in a small run of npm run faults -- mail', async () => {
    const run = mailFaults.run({ size: 'small', seed: SEED, wants: () => true, say: () => undefined });
    const shown: string[] = [];
    const broken: string[] = [];
    for await (const verdict of run) {
      shown.push(shownVerdict(verdict));
      broken.push(
        ...verdict.figures.filter(({ holds }) => holds === false).map(({ what }) => `${verdict.fault}: ${what}`),
      );
    }
    process.stdout.write(`${shown.join('\n\n')}\n`);
    expect(broken).toEqual([]);
  }, 420_000);
});
