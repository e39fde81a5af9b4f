import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../bootstrap/problem.mjs';
import { lastError } from '../../bootstrap/run.mjs';
import { type Child, startChild } from '../processes/child.js';
import type { OsUser } from './os-user.js';
import { packagedMajorVersion, postgresPrograms } from './programs.js';
import { passageTo } from './reach.js';

/** What a folder is to PostgreSQL. */
export type ClusterState = 'absent' | 'usable';

/**
 * Looks whether a folder holds a database of ours.
 * @throws Problem when it holds something else, half of one, or one of another version.
 */
export function clusterState(folder: string): ClusterState {
  const files = listed(folder);
  if (files.length === 0) return 'absent';
  if (!files.includes('PG_VERSION')) {
    throw new Problem(
      `The folder ${folder} is damaged: it holds no PostgreSQL database (PG_VERSION is missing). Restore it from a backup, or delete it to begin with an empty bank.`,
    );
  }
  const found = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  const ours = packagedMajorVersion();
  if (found === ours) return 'usable';
  throw new Problem(
    `The database in ${folder} is of PostgreSQL ${found === '' ? 'unknown version' : found} and this is ${ours}: delete the folder to begin with an empty bank, or set DATABASE_URL to a server that has your data.`,
  );
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new Problem(
      `The database folder ${folder} cannot be read (${code ?? 'unknown'}): give it back to the user who runs this, or set DATA_DIR.`,
    );
  }
}

/** A database as it is made. */
export interface ClusterSpec {
  readonly folder: string;
  /** Of the role `postgres`, which may do everything. */
  readonly password: string;
  readonly user: OsUser | undefined;
  readonly logFile: string;
  /** Told of the process that makes it, for a stop meanwhile. */
  readonly started?: (child: Child) => void;
}

/**
 * Makes an empty database. It gets its name when it is complete: an interrupted making leaves nothing that looks done.
 * @throws Problem when initdb fails.
 */
export async function makeCluster({ folder, password, user, logFile, started }: ClusterSpec): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  if (user) chownSync(unfinished, user.uid, user.gid);
  const passwordFolder = mkdtempSync(join(tmpdir(), 'bank-initdb-'));
  const passwordFile = join(passwordFolder, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o400 });
  if (user) [passwordFolder, passwordFile].forEach((path) => chownSync(path, user.uid, user.gid));
  const passage = passageTo(unfinished, user);
  try {
    const initdb = await startChild({
      name: 'initdb',
      command: postgresPrograms(user).initdb,
      args: [`--pgdata=${passage.path}`, '--username=postgres', `--pwfile=${passwordFile}`, ...FORM],
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
      logFile,
      stopSignal: 'SIGTERM',
      user,
      inheritedFile: passage.file,
      folderToRemove: passwordFolder,
    });
    started?.(initdb);
    const { code } = await initdb.exited;
    if (code !== 0)
      throw new Problem(
        `PostgreSQL could not make its database (${lastError(readFileSync(logFile, 'utf8'))}): see ${logFile}.`,
      );
  } finally {
    passage.close();
    rmSync(passwordFolder, { recursive: true, force: true });
  }
  // An empty folder may stand there, and only an empty one.
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
  chmodSync(folder, 0o700);
}

/** The same everywhere, whatever languages the machine has. */
const FORM = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--auth-local=reject',
  '--auth-host=scram-sha-256',
  '--no-instructions',
];
