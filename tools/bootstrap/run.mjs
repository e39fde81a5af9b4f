import { spawn } from 'node:child_process';

/**
 * Runs a program quietly.
 * @returns its exit code and everything it wrote; a program that cannot be started has code -1.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['inherit', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: -1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? -1, output }));
  });
}

/** The line of a failed program's output that says most: its last mention of an error, else its last line. */
export function lastError(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => line && !/complete log of this run|^npm error$/i.test(line));
  return telling.findLast((line) => /error|failed|cannot|unable/i.test(line)) ?? telling.at(-1) ?? 'no output';
}
