import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './builder.mjs';
import { ensureDependencies, nodeProgram } from './dependencies.mjs';
import { handOver } from './handover.mjs';
import { orOneSentence } from './problem.mjs';
import { root } from './root.mjs';
import { Steps } from './steps.mjs';
import { ensurePrograms } from './system-packages.mjs';

// npm start: whatever Node began this, from here on the one that came with the dependencies goes on.
await orOneSentence(async () => {
  const steps = new Steps();
  const settings = join(root, '.env');
  if (existsSync(settings)) process.loadEnvFile(settings);
  await ensureDependencies(root, steps);
  await ensurePrograms([...(process.env.NATS_URL ? [] : ['nats-server']), 'espeak-ng'], steps);
  await ensureBuilt(root, steps);
  // What Node compiled is kept, which shortens the next start.
  const env = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/phone-banking/compiled'), ...process.env };
  const main = join(root, 'dist/tools/start/main.js');
  await handOver(nodeProgram(root), ['--enable-source-maps', main, ...process.argv.slice(2)], { env, channel: true });
});
