import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { brokenInSmallRun } from '../small-run.js';
import { mailFaults } from './mail-faults.js';

const SEED = randomInt(2 ** 31);

describe(`what was promised arrives, whatever fails (seed ${SEED})`, () => {
  it('F1, F9, F13 to F18, F23, F36: in a small run of npm run faults -- mail', async () => {
    expect(await brokenInSmallRun(mailFaults, SEED)).toEqual([]);
  }, 420_000);
});
