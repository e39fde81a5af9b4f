import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { brokenInSmallRun } from '../small-run.js';
import { abuseFaults } from './abuse-faults.js';

const SEED = randomInt(2 ** 31);

describe(`strangers and dishonest callers get nothing (seed ${SEED})`, () => {
  it('F21, F29, F32 to F35: in a small run of npm run faults -- abuse', async () => {
    expect(await brokenInSmallRun(abuseFaults, SEED)).toEqual([]);
  }, 420_000);
});
