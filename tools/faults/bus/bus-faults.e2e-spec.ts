import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { brokenInSmallRun } from '../small-run.js';
import { busFaults } from './bus-faults.js';

const SEED = randomInt(2 ** 31);

describe(`what comes over the bus harms nobody (seed ${SEED})`, () => {
  it('F22: in a small run of npm run faults -- bus', async () => {
    expect(await brokenInSmallRun(busFaults, SEED)).toEqual([]);
  }, 120_000);
});
