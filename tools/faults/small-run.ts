import { shownVerdict } from './figures.js';
import type { Suite } from './suite.js';

/** A small run of a suite, each fault told on the screen as it ends. @returns the figures that do not hold. */
export async function brokenInSmallRun(suite: Suite, seed: number): Promise<string[]> {
  const broken: string[] = [];
  for await (const verdict of suite.run({ size: 'small', seed, wants: () => true, say: () => undefined })) {
    process.stdout.write(`${shownVerdict(verdict)}\n\n`);
    const not = verdict.figures.filter(({ holds }) => holds === false);
    broken.push(...not.map(({ what, was }) => `${verdict.fault}: ${what}: ${was}`));
  }
  return broken;
}
