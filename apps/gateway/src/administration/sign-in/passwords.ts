import { argon2, type Argon2Parameters, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** Argon2id as S38 wants it: 19 MiB, two passes, one lane. */
const COST = { memory: 19 * 1_024, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const TAG_BYTES = 32;

/** Shortest and longest password, in characters. */
export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 128;

/** Why a password is no good, for the person who chose it; null when it is. */
export function whyPasswordIsRefused(password: string, userName: string): string | null {
  const characters = Array.from(password.normalize('NFC'));
  if (characters.length < SHORTEST_PASSWORD) return `must have at least ${SHORTEST_PASSWORD} characters`;
  if (characters.length > LONGEST_PASSWORD) return `must have at most ${LONGEST_PASSWORD} characters`;
  if (new Set(characters).size < 5) return 'must have at least five different characters';
  if (password.toLowerCase().includes(userName.toLowerCase())) return 'must not contain the name of the user';
  return null;
}

/** A password as it is stored: `argon2id$19456$2$1$<salt>$<tag>`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await tagOf(password, salt, COST, TAG_BYTES);
  return ['argon2id', COST.memory, COST.passes, COST.parallelism, salt.toString('base64'), tag.toString('base64')].join(
    '$',
  );
}

/** A hash that no password has, for whoever does not exist: the check costs the same. */
export const NOBODYS_HASH = `argon2id$${COST.memory}$${COST.passes}$${COST.parallelism}$${Buffer.alloc(SALT_BYTES).toString('base64')}$${Buffer.alloc(TAG_BYTES).toString('base64')}`;

/** Whether a password belongs to a stored hash, compared in constant time. */
export async function checkPassword(password: string, stored: string): Promise<boolean> {
  const [kind, memory, passes, parallelism, salt = '', tag = ''] = stored.split('$');
  if (kind !== 'argon2id') throw new Error('a stored password has an unknown form');
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const expected = Buffer.from(tag, 'base64');
  return timingSafeEqual(await tagOf(password, Buffer.from(salt, 'base64'), cost, expected.length), expected);
}

async function tagOf(
  password: string,
  nonce: Buffer,
  cost: Pick<Argon2Parameters, 'memory' | 'passes' | 'parallelism'>,
  tagLength: number,
): Promise<Buffer> {
  // The same word typed on two keyboards may come in two forms of Unicode.
  const message = Buffer.from(password.normalize('NFC'), 'utf8');
  return derive('argon2id', { message, nonce, ...cost, tagLength });
}
