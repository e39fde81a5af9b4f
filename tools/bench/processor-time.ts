import { readdirSync, readFileSync } from 'node:fs';

/** Ticks are hundredths of a second on every Linux that Node runs on. */
const TICK_MS = 10;

/** Milliseconds of processor time that a process and its children have had so far; 0 where the system does not tell. */
export function processorTime(pid: number): number {
  const all = processes();
  const own = all.get(pid)?.ms ?? 0;
  return Array.from(all.values()).reduce((sum, one) => sum + (one.parent === pid ? one.ms : 0), own);
}

function processes(): Map<number, { readonly parent: number; readonly ms: number }> {
  const found = new Map<number, { parent: number; ms: number }>();
  for (const name of listOf('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const text = textOf(`/proc/${name}/stat`);
    // The name before the bracket may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [parent, user, system, usersOfChildren, systemOfChildren] = [1, 11, 12, 13, 14].map((at) =>
      Number(fields[at] ?? 0),
    ) as [number, number, number, number, number];
    found.set(Number(name), { parent, ms: (user + system + usersOfChildren + systemOfChildren) * TICK_MS });
  }
  return found;
}

function listOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Empty for a process that ended meanwhile. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
