import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { shownVerdict } from '../figures.js';
import { platformFaults } from './platform-faults.js';

const SEED = randomInt(2 ** 31);

describe(`no call is lost, whatever dies, hangs or is restarted (seed ${SEED})`, () => {
  it('F2 to F8, F10, F24, F26: in a small run of npm run faults -- platform', async () => {
    const run = platformFaults.run({ size: 'small', seed: SEED, wants: () => true, say: () => undefined });
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
  }, 600_000);
});
