import { publicHalf, signingKey } from '#libs/signing';
import { createHash, createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '../bootstrap/problem.mjs';
import { APPS } from './apps.js';
import { type KeyOwner, SECRET_KEYS, type SecretKey } from './secrets.js';

const KEY_BYTES = 32;
/** Names of all secrets ever made in this folder: one that is listed and missing was lost, and must not be made anew. */
const REGISTER = 'made.json';

/**
 * Makes the keys that were never made, and lays out each owner's folder (S3): secrets readable by their owner alone.
 * @throws Problem when a key that was in use is lost or spoilt: with another in its place no stored card could be found
 * and no PIN checked, so a new one is never made in silence.
 * @param inUse whether there is data already that was made with such keys.
 */
export function ensureKeys(folder: string, inUse: boolean): void {
  if (inUse && !existsSync(join(folder, REGISTER))) {
    throw new Problem(
      `The secrets in ${folder} are missing, and the data cannot be read without them: ${wayOut(folder)}`,
    );
  }
  for (const owner of [...APPS, 'importer'] satisfies KeyOwner[]) privateFolder(join(folder, owner));
  for (const key of SECRET_KEYS) {
    const secret = ensureSecret(folder, `${key.owner}/${key.file}`);
    for (const half of key.publicHalves) publish(join(folder, half.owner, half.file), () => publicHalfOf(key, secret));
  }
}

/**
 * A password that is made once and kept, such as that of a database role.
 * @throws Problem when it was in use and is lost.
 */
export function ensurePassword(folder: string, name: string): string {
  privateFolder(join(folder, dirname(name)));
  return ensureSecret(folder, name).toString('base64url');
}

/**
 * The public half, base64, of an Ed25519 pair that is made once and kept.
 * @throws Problem when it was in use and is lost.
 */
export function ensureSigningPair(folder: string, name: string): string {
  privateFolder(join(folder, dirname(name)));
  return publicHalf(signingKey(ensureSecret(folder, name))).toString('base64');
}

function ensureSecret(folder: string, name: string): Buffer {
  const made = register(folder);
  const path = join(folder, name);
  if (!made.includes(name) && !existsSync(path))
    writeWhole(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`, 0o400);
  const secret = existing(folder, name);
  if (!made.includes(name)) writeWhole(join(folder, REGISTER), `${JSON.stringify([...made, name], null, 2)}\n`, 0o600);
  return secret;
}

function privateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

function register(folder: string): string[] {
  const path = join(folder, REGISTER);
  if (!existsSync(path)) return [];
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as string[];
  } catch {
    throw new Problem(`The list of secrets ${path} is damaged: ${wayOut(folder)}`);
  }
}

function existing(folder: string, name: string): Buffer {
  const path = join(folder, name);
  const problem = (what: string) =>
    new Problem(`The secret ${path} ${what}, and the data cannot be read without it: ${wayOut(folder)}`);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
    // A backup that was put back may have been readable by all.
    if ((statSync(path).mode & 0o777) !== 0o400) chmodSync(path, 0o400);
  } catch (error) {
    throw problem((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is missing' : 'cannot be read by this user');
  }
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES) throw problem('is damaged');
  return key;
}

function wayOut(folder: string): string {
  return `restore ${folder} from a backup, or delete ${dirname(folder)} to begin with an empty bank.`;
}

/** All of a file or nothing of it. */
function writeWhole(path: string, text: string, mode: number): void {
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { force: true });
  writeFileSync(unfinished, text, { mode, flush: true });
  renameSync(unfinished, path);
}

function publish(path: string, key: () => Buffer): void {
  const text = `${key().toString('base64')}\n`;
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  writeWhole(path, text, 0o444);
}

/** An X25519 key in PKCS #8, up to its 32 bytes (RFC 8410). */
const SEAL_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** The public half that belongs to a seed, as libsodium derives it. */
function publicHalfOf(key: Pick<SecretKey, 'kind' | 'file'>, seed: Buffer): Buffer {
  if (key.kind === 'random') throw new Error(`${key.file} has no public half`);
  return publicHalf(key.kind === 'sign' ? signingKey(seed) : sealKey(seed));
}

function sealKey(seed: Buffer): KeyObject {
  // crypto_box_seed_keypair hashes the seed.
  const secret = createHash('sha512').update(seed).digest().subarray(0, KEY_BYTES);
  return createPrivateKey({ key: Buffer.concat([SEAL_PREFIX, secret]), format: 'der', type: 'pkcs8' });
}
