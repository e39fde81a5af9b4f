import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { brokenInSmallRun } from '../small-run.js';
import { machineFaults } from './machine-faults.js';

const SEED = randomInt(2 ** 31);

describe(`no lock ends early and no call is lost, whatever the clocks say and the network does (seed ${SEED})`, () => {
  it('F19, F20: in a small run of npm run faults -- machine', async () => {
    expect(await brokenInSmallRun(machineFaults, SEED)).toEqual([]);
  }, 300_000);
});
