import { build } from './builder.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { orOneSentence } from './problem.mjs';
import { root } from './root.mjs';
import { Steps } from './steps.mjs';

// npm run build
await orOneSentence(async () => {
  const steps = new Steps();
  await ensureDependencies(root, steps);
  await steps.step('building', () => build(root));
});
