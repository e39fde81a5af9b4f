import { spawn } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program quietly. Should we be told to stop meanwhile, it is stopped first.
 * @returns its exit code and everything it wrote; a program that cannot be started has code -1.
 */
export async function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['inherit', 'pipe', 'pipe'], ...options });
  let stoppedBy;
  const stop = (signal) => {
    stoppedBy = signal;
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += error.message;
      resolve(-1);
    });
    child.on('close', (ended) => resolve(ended ?? -1));
  });
  for (const signal of SIGNALS) process.off(signal, stop);
  // Goes on as if nobody had caught the signal.
  if (stoppedBy) process.kill(process.pid, stoppedBy);
  return { code, output };
}

/** The line of a failed program's output that says most: its last mention of an error, else its last line. */
export function lastError(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => line && !/complete log of this run|^npm error$/i.test(line));
  return telling.findLast((line) => /error|failed|cannot|unable/i.test(line)) ?? telling.at(-1) ?? 'no output';
}
