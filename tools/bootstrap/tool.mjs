import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './builder.mjs';
import { goOnIn } from './built-program.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { orOneSentence } from './problem.mjs';
import { root } from './root.mjs';
import { Steps } from './steps.mjs';

// `npm run call`, `npm run bench` …: a command of tools/, built if it changed, on the Node of the dependencies.
await orOneSentence(async () => {
  const [name, ...args] = process.argv.slice(2);
  const steps = new Steps();
  const settings = join(root, '.env');
  if (existsSync(settings)) process.loadEnvFile(settings);
  await ensureDependencies(root, steps);
  await ensureBuilt(root, steps);
  await goOnIn(root, name, args);
});
