import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { shownVerdict } from '../figures.js';
import { abuseFaults } from './abuse-faults.js';

const SEED = randomInt(2 ** 31);

describe(`strangers and dishonest callers get nothing (seed ${SEED})`, () => {
  it('F21, F29, F32 to F35: in a small run of npm run faults -- abuse', async () => {
    const order = { size: 'small', seed: SEED, wants: () => true, say: () => undefined } as const;
    const broken: string[] = [];
    for await (const verdict of abuseFaults.run(order)) {
      process.stdout.write(`${shownVerdict(verdict)}\n\n`);
      const not = verdict.figures.filter(({ holds }) => holds === false);
      broken.push(...not.map(({ what, was }) => `${verdict.fault}: ${what}: ${was}`));
    }
    expect(broken).toEqual([]);
  }, 420_000);
});
