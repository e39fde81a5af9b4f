import { closeSync, cpSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '../../bootstrap/problem.mjs';
import type { OsUser } from './os-user.js';

/** Whether a user may pass through every folder above a path, by the folders' owners and modes. */
export function canReach(path: string, user: OsUser): boolean {
  const parent = dirname(path);
  if (parent === path) return true;
  const { mode, uid, gid } = statSync(parent);
  const searchable = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  return (mode & searchable) !== 0 && canReach(parent, user);
}

/** A folder as another user may name it. */
export interface Passage {
  readonly path: string;
  /** To be inherited as file 3, where the path says so. */
  readonly file?: number;
  close(): void;
}

/** The number under which an inherited file is open in the child. */
const INHERITED = 3;

/**
 * A way to a folder for a user who may use the folder itself but perhaps not those above it, as when root keeps this
 * project in its home. Rather than opening those folders to everyone, the child inherits the folder open, and names it
 * by that. Confirmed with initdb and postgres 18 on Linux, below a folder of mode 0700.
 */
export function passageTo(folder: string, user: OsUser | undefined): Passage {
  if (user === undefined || canReach(folder, user)) return { path: folder, close: () => undefined };
  if (process.platform !== 'linux')
    throw new Problem(`User "postgres" cannot reach ${folder}: set DATA_DIR to a folder it can reach.`);
  const file = openSync(folder, 'r');
  return { path: `/proc/self/fd/${INHERITED}`, file, close: () => closeSync(file) };
}

/** Root's own place for programs that other users run. */
const COPIES = '/var/cache/phone-banking';

/**
 * The same for a program's folder, which has to have an ordinary name: if need be it is copied, once for each version.
 * @throws Problem when there is no place for the copy.
 */
export function reachableCopy(folder: string, version: string, user: OsUser | undefined): string {
  if (user === undefined || canReach(join(folder, 'bin', 'postgres'), user)) return folder;
  const copy = join(COPIES, `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const halfDone = `${copy}.${process.pid}`;
  try {
    mkdirSync(COPIES, { recursive: true, mode: 0o755 });
    cpSync(folder, halfDone, { recursive: true, verbatimSymlinks: true });
    renameSync(halfDone, copy);
    return copy;
  } catch (cause) {
    rmSync(halfDone, { recursive: true, force: true });
    // Another start may have been faster.
    if (existsSync(copy)) return copy;
    throw new Problem(
      `User "postgres" cannot reach ${folder}, nor could it be copied to ${copy}: move this project to a folder every user can reach.`,
      { cause },
    );
  }
}
