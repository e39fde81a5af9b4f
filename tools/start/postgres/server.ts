import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../bootstrap/problem.mjs';
import { type Child, startChild } from '../processes/child.js';
import { isRunning, processIdentity } from '../processes/identity.js';
import { waitUntil } from '../processes/wait-until.js';
import type { OsUser } from './os-user.js';
import { postgresPrograms } from './programs.js';
import { passageTo } from './reach.js';

/** A database server to start. */
export interface ServerSpec {
  readonly folder: string;
  readonly port: number;
  readonly user: OsUser | undefined;
  readonly logFile: string;
  /** What it is told beside what every server of ours is told. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Removed should this process die without stopping the server. */
  readonly folderToRemove?: string;
}

const START_MS = 60_000;
const LEFTOVER_MS = 10_000;

/**
 * Starts PostgreSQL on loopback and waits until it takes connections. What is committed is on the disk: nothing that
 * makes it faster at that price is set (S29).
 * @throws Problem when it does not start, with its own reason.
 */
export async function startPostgres(spec: ServerSpec): Promise<Child> {
  await endLeftover(spec.folder);
  const logBegins = sizeOf(spec.logFile);
  const passage = passageTo(spec.folder, spec.user);
  let server: Child;
  try {
    server = await startChild({
      name: 'PostgreSQL',
      command: postgresPrograms(spec.user).postgres,
      args: ['-D', passage.path, '-p', String(spec.port), ...settings()],
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC', ...spec.env },
      logFile: spec.logFile,
      // "Fast": transactions under way are undone, what is committed is written, and it ends.
      stopSignal: 'SIGINT',
      forceSignal: 'SIGQUIT',
      user: spec.user,
      inheritedFile: passage.file,
      ...(spec.folderToRemove === undefined ? {} : { folderToRemove: spec.folderToRemove }),
    });
  } finally {
    passage.close();
  }
  const ready = () => statusOf(spec.folder, server.pid) === 'ready';
  const settled = await waitUntil(() => server.hasExited() || ready(), { withinMs: START_MS, everyMs: 10 });
  if (settled && !server.hasExited()) return server;
  await server.stop(1_000);
  throw new Problem(
    `PostgreSQL cannot start (${reasonIn(spec.logFile, logBegins)}): see ${spec.logFile}; if ${spec.folder} is damaged, restore it from a backup, or delete it to begin with an empty bank.`,
  );
}

function settings(): string[] {
  const chosen = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // Five services with a pool each, and the tests of several at once.
    max_connections: 300,
  };
  return Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Lines of postmaster.pid: 1 the process, 8 what it is doing. */
function statusOf(folder: string, pid: number): string | undefined {
  const lines = pidFile(folder);
  return Number(lines[0]) === pid ? lines[7]?.trim() : undefined;
}

function pidFile(folder: string): string[] {
  try {
    return readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

/**
 * A server may be left over when whoever started it was killed. It is stopped; and where its number has meanwhile gone
 * to a process that is no PostgreSQL, the note is removed, as PostgreSQL itself would refuse to start.
 */
async function endLeftover(folder: string): Promise<void> {
  const pid = Number(pidFile(folder)[0]);
  const identity = Number.isInteger(pid) && pid > 1 ? processIdentity(pid) : undefined;
  if (identity === undefined) return;
  if (!serves(pid, folder)) {
    rmSync(join(folder, 'postmaster.pid'), { force: true });
    return;
  }
  process.kill(pid, 'SIGINT');
  const gone = () => !isRunning(identity);
  if (await waitUntil(gone, { withinMs: LEFTOVER_MS })) return;
  process.kill(pid, 'SIGQUIT');
  if (await waitUntil(gone, { withinMs: LEFTOVER_MS })) return;
  throw new Problem(`A PostgreSQL of an earlier run does not end: stop process ${pid} and start again.`);
}

/** Whether a process is the server of this very folder: a server works inside its folder. */
function serves(pid: number, folder: string): boolean {
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
    } catch {
      return false;
    }
  }
  return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(folder);
}

/** PostgreSQL's last words. */
function reasonIn(logFile: string, from: number): string {
  const lines = readFileSync(logFile).subarray(from).toString('utf8').split('\n').filter(Boolean);
  const said = lines.findLast((line) => /\b(FATAL|PANIC):/.test(line)) ?? lines.find((line) => !/\bLOG:/.test(line));
  return said?.replace(/^.*?(FATAL|PANIC|postgres):\s*/, '') ?? 'it gave no reason';
}
