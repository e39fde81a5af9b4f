import { setTimeout as pause } from 'node:timers/promises';

/**
 * Looks again and again until something holds.
 * @returns whether it held within the time; errors of `holds` are passed on.
 */
export async function waitUntil(
  holds: () => boolean | Promise<boolean>,
  { withinMs, everyMs = 20 }: { withinMs: number; everyMs?: number },
): Promise<boolean> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    if (await holds()) return true;
    if (performance.now() >= giveUpAt) return false;
    await pause(everyMs);
  }
}
