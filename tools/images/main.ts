import { fileURLToPath } from 'node:url';
import { orOneSentence } from '../bootstrap/problem.mjs';
import { Steps } from '../bootstrap/steps.mjs';
import { formatTable } from '../bench/table.js';
import { assembleBase, baseImageName } from './base-image.js';
import { findEngine } from './engine.js';
import { TARGETS } from './targets.js';
import { type Seen, Trial } from './trial.js';

/** The folder of the project: this file is in dist/tools/images. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** `npm run image:check`: builds every image, starts each, asks it for its health from inside, and prints the sizes. */
await orOneSentence(async () => {
  const steps = new Steps();
  const engine = await findEngine();
  steps.say(`container engine: ${engine.name}`);
  const base = await baseImageName(ROOT);
  if (engine.name === 'buildah' && !(await engine.hasImage(base)))
    await steps.step(`assembling ${base}`, () => assembleBase(ROOT, base));
  for (const target of TARGETS) await steps.step(`building ${target}`, () => engine.build(target, ROOT));
  const trial = await steps.step('starting a bank beside which the images run', () => Trial.begin(engine));
  const seen: Seen[] = [];
  try {
    for (const target of TARGETS) seen.push(await steps.step(`starting ${target}`, () => trial.try(target)));
  } finally {
    await trial.end();
  }
  const sizes = new Map<string, number>();
  for (const target of TARGETS) sizes.set(target, await engine.megabytes(target));
  const rows = seen.map(({ target, user, said }) => [
    target,
    `${(sizes.get(target) ?? NaN).toFixed(0)} MB`,
    user,
    said.split('\n').at(-1) ?? '',
  ]);
  steps.say(`\n${formatTable([['image', 'size', 'user', 'said'], ...rows])}`);
});
