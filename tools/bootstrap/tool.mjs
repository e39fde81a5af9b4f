import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './builder.mjs';
import { ensureDependencies, nodeProgram } from './dependencies.mjs';
import { handOver } from './handover.mjs';
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
  await handOver(nodeProgram(root), ['--enable-source-maps', join(root, 'dist/tools', name, 'main.js'), ...args]);
});
