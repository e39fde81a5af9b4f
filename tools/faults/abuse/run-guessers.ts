import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { GuessingJob, GuessingResult } from './guesses.js';

/** The build, beside which this may be the source. */
const PROCESS = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/tools/faults/abuse/guessing.js' : './guessing.js',
  import.meta.url,
);

/** Guessers in a process of their own, so that who measures beside them is not slowed. @throws Error when it fails. */
export async function runGuessers(job: GuessingJob): Promise<GuessingResult> {
  const child = fork(fileURLToPath(PROCESS), { execArgv: [], serialization: 'advanced' });
  try {
    return await new Promise((resolve, reject) => {
      child.once('message', (result: GuessingResult) => resolve(result));
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the guessers ended with ${String(code)}`)));
      child.send(job);
    });
  } finally {
    child.kill();
  }
}
