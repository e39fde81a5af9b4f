import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './builder.mjs';
import { goOnIn } from './built-program.mjs';
import { ensureDependencies } from './dependencies.mjs';
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
  await goOnIn(root, 'start', process.argv.slice(2), { channel: true });
});
