import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { shownVerdict } from '../figures.js';
import { busFaults } from './bus-faults.js';

const SEED = randomInt(2 ** 31);

describe(`what comes over the bus harms nobody (seed ${SEED})`, () => {
  it('F22: in a small run of npm run faults -- bus', async () => {
    const broken: string[] = [];
    for await (const verdict of busFaults.run({ size: 'small', seed: SEED, wants: () => true, say: () => undefined })) {
      process.stdout.write(`${shownVerdict(verdict)}\n`);
      broken.push(...verdict.figures.filter(({ holds }) => holds === false).map(({ what }) => what));
    }
    expect(broken).toEqual([]);
  }, 120_000);
});
