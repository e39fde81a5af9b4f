import { join } from 'node:path';
import { ensureBuilt } from './builder.mjs';
import { ensureDependencies, nodeProgram } from './dependencies.mjs';
import { handOver } from './handover.mjs';
import { orOneSentence } from './problem.mjs';
import { findChromium } from './programs.mjs';
import { root } from './root.mjs';
import { Steps } from './steps.mjs';
import { ensurePrograms } from './system-packages.mjs';

// npm test: further arguments go to Jest, such as the path of one test.
await orOneSentence(async () => {
  const steps = new Steps();
  await ensureDependencies(root, steps);
  await ensurePrograms(['nats-server', 'espeak-ng'], steps);
  await ensureBuilt(root, steps);
  if (!findChromium()) steps.say('! no Chromium here: the tests in a browser will report themselves skipped');
  // Jest runs ES modules by an interface of Node that is still called experimental.
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const env = { ...process.env, NODE_OPTIONS: [process.env.NODE_OPTIONS, ...flags].filter(Boolean).join(' ') };
  await handOver(nodeProgram(root), [join(root, 'node_modules/jest/bin/jest.js'), ...process.argv.slice(2)], { env });
});
