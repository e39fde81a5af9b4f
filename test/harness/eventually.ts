import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 10;

/**
 * Waits until a condition holds.
 * @throws Error when it does not within the bound, in milliseconds.
 */
export async function eventually(condition: () => boolean | Promise<boolean>, withinMs = 5_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${condition.toString()}`);
    await pause(EVERY_MS);
  }
}
