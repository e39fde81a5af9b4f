import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { brokenInSmallRun } from '../small-run.js';
import { platformFaults } from './platform-faults.js';

const SEED = randomInt(2 ** 31);

describe(`no call is lost, whatever dies, hangs or is restarted (seed ${SEED})`, () => {
  it('F2 to F8, F10, F24, F26: in a small run of npm run faults -- platform', async () => {
    expect(await brokenInSmallRun(platformFaults, SEED)).toEqual([]);
  }, 600_000);
});
