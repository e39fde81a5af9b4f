import { Problem } from '../bootstrap/problem.mjs';
import type { Child } from './processes/child.js';
import { waitUntil } from './processes/wait-until.js';

const READY_MS = 60_000;
const ASK_MS = 1_000;

/**
 * Waits until an app says it is ready.
 * @throws Problem when it ends before, or does not become ready in a minute.
 */
export async function untilReady(child: Child, healthPort: number, lastWords: () => string): Promise<void> {
  const url = `http://127.0.0.1:${healthPort}/health/ready`;
  const settled = await waitUntil(async () => child.hasExited() || (await saysReady(url)), {
    withinMs: READY_MS,
    everyMs: 40,
  });
  if (child.hasExited())
    throw new Problem(`${child.name} ended while starting (${lastWords()}): see ${child.logFile}.`);
  if (!settled)
    throw new Problem(`${child.name} is not ready after ${READY_MS / 1_000} s: see ${child.logFile} and ${url}.`);
}

async function saysReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASK_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Nobody listens yet.
    return false;
  }
}
