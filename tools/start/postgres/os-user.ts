import { execFileSync } from 'node:child_process';
import { Problem } from '../../bootstrap/problem.mjs';

/** Whom PostgreSQL runs as. */
export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root: then it runs as the system's user `postgres`, made if need be.
 * @returns undefined when we are not root and it runs as ourselves.
 * @throws Problem when root cannot make the user.
 */
export function postgresUser(): OsUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const existing = lookUp();
  if (existing) return existing;
  try {
    execFileSync('groupadd', ['--system', '--force', 'postgres'], { stdio: 'ignore' });
    execFileSync(
      'useradd',
      ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', '--gid', 'postgres', 'postgres'],
      {
        stdio: 'ignore',
      },
    );
  } catch {
    // The next look says whether it is there, whoever made it.
  }
  const made = lookUp();
  if (made) return made;
  throw new Problem(
    'PostgreSQL refuses to run as root and the user "postgres" could not be made: make it with "useradd -r postgres", or run this as an ordinary user.',
  );
}

function lookUp(): OsUser | undefined {
  try {
    const id = (option: string) =>
      Number.parseInt(
        execFileSync('id', [option, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
        10,
      );
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}
