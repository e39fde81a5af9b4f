import { closeSync, openSync, readFileSync, rmSync, writeFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import { Problem } from '../bootstrap/problem.mjs';
import { isRunning, processIdentity } from './processes/identity.js';
import { waitUntil } from './processes/wait-until.js';

const RunNote = z.object({ supervisor: z.string(), children: z.array(z.string()), stopping: z.boolean() });
type RunNote = z.output<typeof RunNote>;

/** How long what an earlier run left behind may take to end by itself, and then when told to, in milliseconds. */
const LEFTOVER_MS = 7_000;
/** A copy on its way out is waited for this long. */
const STOPPING_MS = 12_000;
const CLAIM_TRIES = 5;

/**
 * One running copy for each data folder. A file notes who runs and with which processes, so that after a kill -9 the
 * next start can tell a running copy from a dead one, and ends what the dead one left.
 */
export class RunLock {
  private readonly children = new Set<string>();
  private stopping = false;
  private released = false;

  private constructor(private readonly file: string) {}

  /** @throws Problem when another copy is running on this folder. */
  static async claim(file: string): Promise<RunLock> {
    for (let attempt = 0; attempt < CLAIM_TRIES; attempt++) {
      if (created(file)) {
        const lock = new RunLock(file);
        lock.write();
        return lock;
      }
      const earlier = read(file);
      if (earlier?.stopping) await waitUntil(() => !isRunning(earlier.supervisor), { withinMs: STOPPING_MS });
      if (earlier && isRunning(earlier.supervisor)) {
        throw new Problem(
          `This bank is already running (process ${Number.parseInt(earlier.supervisor, 10)}): stop that one, or start this one with another DATA_DIR and other ports.`,
        );
      }
      await endLeftovers(earlier?.children ?? []);
      rmSync(file, { force: true });
    }
    throw new Problem(`Several starts want ${file} at once: start one at a time.`);
  }

  /** Notes a child, to be ended by the next start should this one not get to it. */
  add(pid: number): void {
    const identity = processIdentity(pid);
    if (identity === undefined) return;
    this.children.add(identity);
    this.write();
  }

  /** Forgets a child that has ended. */
  remove(pid: number): void {
    for (const identity of this.children) if (Number.parseInt(identity, 10) === pid) this.children.delete(identity);
    this.write();
  }

  /** Tells a start that comes now to wait for our end. */
  noteStop(): void {
    this.stopping = true;
    this.write();
  }

  release(): void {
    this.released = true;
    rmSync(this.file, { force: true });
  }

  private write(): void {
    if (this.released) return;
    const note: RunNote = {
      supervisor: processIdentity(process.pid) ?? '',
      children: [...this.children],
      stopping: this.stopping,
    };
    writeFileSync(`${this.file}.unfinished`, JSON.stringify(note));
    renameSync(`${this.file}.unfinished`, this.file);
  }
}

function created(file: string): boolean {
  try {
    closeSync(openSync(file, 'wx', 0o600));
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    throw new Problem(
      `Nothing can be written beside ${file} (${code ?? 'unknown'}): give this user the folder, or set DATA_DIR to another.`,
    );
  }
}

/** An empty or half-written file is that of a start which was cut short. */
function read(file: string): RunNote | undefined {
  try {
    return RunNote.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

async function endLeftovers(children: readonly string[]): Promise<void> {
  const alive = () => children.filter(isRunning);
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    for (const identity of alive()) send(Number.parseInt(identity, 10), signal);
    if (await waitUntil(() => alive().length === 0, { withinMs: LEFTOVER_MS })) return;
  }
  throw new Problem(
    `Processes of an earlier run do not end: stop ${alive()
      .map((identity) => Number.parseInt(identity, 10))
      .join(', ')} and start again.`,
  );
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
