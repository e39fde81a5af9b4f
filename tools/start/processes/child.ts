import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { leash } from './leash.js';

/** A program to run as a process of its own. */
export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** All the process knows; nothing of ours is inherited (S3). */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What it writes is added here. */
  readonly logFile: string;
  /** The signal on which it stops in good order. */
  readonly stopSignal: NodeJS.Signals;
  /** The signal when it does not; default SIGKILL. */
  readonly forceSignal?: NodeJS.Signals;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** An open file the process has as number 3. */
  readonly inheritedFile?: number | undefined;
  /** Whether this process may end without it, leaving the end of it to the leash. */
  readonly background?: boolean | undefined;
  /** Removed should this process die without stopping the child. */
  readonly folderToRemove?: string;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that was started. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Settles when the process has ended; never fails. */
  readonly exited: Promise<Exit>;
  hasExited(): boolean;
  /** Ends it in good order, or by force after `graceMs`. May be called any number of times. */
  stop(graceMs: number): Promise<void>;
  /** Ends it at once and with everything it started, as a crash would. */
  kill(): Promise<void>;
}

/**
 * Starts a process in a group of its own, so that Ctrl-C in a terminal reaches only us and children end in our order.
 * @throws Error when the program cannot be started.
 */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const log = openSync(spec.logFile, 'a', 0o600);
  const stdio: StdioOptions = ['ignore', log, log];
  if (spec.inheritedFile !== undefined) stdio.push(spec.inheritedFile);
  const started = spawn(spec.command, [...spec.args], {
    cwd: spec.cwd ?? '/',
    env: spec.env,
    stdio,
    detached: true,
    ...spec.user,
  });
  closeSync(log);
  await once(started, 'spawn');
  if (spec.background) started.unref();
  const pid = started.pid ?? 0;
  const letGo = leash(pid, spec.stopSignal, spec.folderToRemove);
  const exited = new Promise<Exit>((resolve) => {
    started.on('exit', (code, signal) => {
      letGo();
      resolve({ code, signal });
    });
  });
  const hasExited = () => started.exitCode !== null || started.signalCode !== null;
  const end = async (graceMs: number) => {
    if (hasExited()) return;
    started.kill(spec.stopSignal);
    if (await settles(exited, graceMs)) return;
    signalGroup(pid, spec.forceSignal ?? 'SIGKILL');
    if (await settles(exited, FORCE_MS)) return;
    signalGroup(pid, 'SIGKILL');
    await exited;
  };
  const kill = async () => {
    if (!hasExited()) signalGroup(pid, 'SIGKILL');
    await exited;
  };
  return { name: spec.name, pid, logFile: spec.logFile, exited, hasExited, stop: end, kill };
}

/** How long a forced end may take before the last means. */
const FORCE_MS = 1_000;

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Gone between looking and sending.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Whether a promise settles in time. */
export async function settles(promise: Promise<unknown>, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
