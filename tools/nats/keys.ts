import { BUS_USERS, type BusUser } from '#libs/contracts';
import { newSeed, NKEY_FILE, publicKeyOf } from '#libs/messaging';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '../bootstrap/problem.mjs';

/**
 * Gives each user of the bus an nkey of its own, in the folder that only it is given (S3): made once, kept. A seed that is
 * lost is made anew, as nothing was ever encrypted with it.
 * @returns the public halves, for the server.
 * @throws Problem when a file does not hold a seed.
 */
export function ensureBusKeys(secrets: string): Record<BusUser, string> {
  const keys = BUS_USERS.map((user) => [user, ensureKey(join(secrets, user, NKEY_FILE))] as const);
  return Object.fromEntries(keys) as Record<BusUser, string>;
}

/**
 * The seed in a file, made if there is none.
 * @returns its public half, `U…`.
 */
export function ensureKey(path: string): string {
  if (!existsSync(path)) {
    const unfinished = `${path}.${process.pid}.unfinished`;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(unfinished, `${newSeed()}\n`, { mode: 0o400, flush: true });
    renameSync(unfinished, path);
  }
  try {
    return publicKeyOf(readFileSync(path, 'utf8').trim());
  } catch {
    throw new Problem(`${path} does not hold the seed of an nkey: delete it, and a new one is made.`);
  }
}
