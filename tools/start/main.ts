import { appendFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { fileURLToPath } from 'node:url';
import { Problem, sentence } from '../bootstrap/problem.mjs';
import { Steps } from '../bootstrap/steps.mjs';
import { Bank } from './bank.js';
import { builtParts } from './parts.js';
import { places, readStartSettings, type StartSettings } from './settings.js';

/** A stop that takes longer is cut off; leashes end what is left. */
const STOP_MS = 9_900;

const dist = new URL('../../', import.meta.url);
const folder = fileURLToPath(new URL('../', dist)).replace(/\/$/, '');
const steps = new Steps();

try {
  const settings = readStartSettings(process.env, folder, process.argv.slice(2));
  await runBank(new Bank(settings, builtParts(dist, folder), steps, process.env), settings);
} catch (error) {
  refuse(error);
}

/** The whole run: start, serve, and stop on Ctrl-C, on SIGTERM, or when whoever started us is gone. */
async function runBank(bank: Bank, settings: StartSettings): Promise<void> {
  const stop = async (exitCode: number) => {
    setTimeout(() => process.exit(1), STOP_MS).unref();
    await bank.stop();
    process.exit(exitCode);
  };
  const onSignal = () => {
    // Asked twice is asked once: the stop has its own limit of time.
    if (bank.isStopping) return;
    steps.say('\nstopping …');
    steps.hush();
    void stop(0);
  };
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(event, onSignal);
  // A closed terminal must not end us before our children.
  process.stdout.on('error', onSignal);
  process.stderr.on('error', onSignal);
  try {
    await bank.start();
  } catch (error) {
    // What fails because it is being stopped is no failure.
    if (bank.isStopping) return;
    noteUnexpected(error, settings);
    steps.hush();
    refuse(error);
    await stop(1);
  }
}

function refuse(error: unknown): void {
  process.exitCode = 1;
  console.error(`✗ ${sentence(error)}`);
  if (process.env['DEBUG'] !== undefined) console.error(error);
}

/** What nobody foresaw is one sentence on the screen, and whole in a file for whoever mends it. */
function noteUnexpected(error: unknown, settings: StartSettings): void {
  if (error instanceof Problem) return;
  try {
    appendFileSync(places(settings.dataDir).logOf('start'), `${new Date().toISOString()} ${inspect(error)}\n`, {
      mode: 0o600,
    });
  } catch {
    // There is no place for it; the sentence has to do.
  }
}
