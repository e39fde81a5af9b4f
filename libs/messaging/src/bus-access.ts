import { type BusSettings, ConfigurationError } from '#libs/config';
import type { BusUser } from '#libs/contracts';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BusAccess } from './connection.js';
import { isSeed } from './nkey.js';

/** The seed of a user's nkey, in the folder of that user's own keys. */
export const NKEY_FILE = 'nats.nk';

/**
 * How a process reaches the bus: with the seed of its own folder of keys, and TLS where files are named.
 * @throws ConfigurationError when a file cannot be used; in production also when there is no seed or password, or when
 * another machine's bus is spoken to without TLS both ways (S25).
 */
export function busAccess(user: BusUser, settings: BusSettings): BusAccess {
  const { NATS_URL: url, NATS_CA_FILE: caFile, NATS_CERT_FILE: certFile, NATS_KEY_FILE: keyFile } = settings;
  const named = Object.entries({ NATS_CA_FILE: caFile, NATS_CERT_FILE: certFile, NATS_KEY_FILE: keyFile });
  const missing = named.filter(([, path]) => path === undefined).map(([name]) => name);
  if (missing.length > 0 && missing.length < named.length)
    throw new ConfigurationError(`TLS to the bus needs all three files: set ${missing.join(' and ')} too`);
  for (const [name, path] of named) if (path !== undefined) readable(name, path);
  const tls = caFile !== undefined && certFile !== undefined && keyFile !== undefined && { caFile, certFile, keyFile };
  const seed = readSeed(settings);
  if (settings.PROFILE === 'production') {
    if (!seed && !url.includes('@'))
      throw new ConfigurationError(
        `no key for the bus: put the seed of ${user}'s nkey into ${NKEY_FILE} in SECRETS_DIR, or name it in NATS_NKEY_FILE`,
      );
    if (!tls && !onThisMachine(url))
      throw new ConfigurationError('the bus is on another machine: set NATS_CA_FILE, NATS_CERT_FILE and NATS_KEY_FILE');
  }
  const supportedOnly = settings.PROFILE === 'production';
  return { url, user, seed, supportedOnly, ...(tls ? { tls } : {}) };
}

/** A seed as `npm start`, `npm run nats` or NATS' own `nk` wrote it. */
function readSeed({ NATS_NKEY_FILE, SECRETS_DIR }: BusSettings): Uint8Array | undefined {
  const path = NATS_NKEY_FILE ?? join(SECRETS_DIR, NKEY_FILE);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) {
    if (NATS_NKEY_FILE === undefined) return undefined;
    throw new ConfigurationError(`NATS_NKEY_FILE: ${path} cannot be read`);
  }
  if ((stat.mode & 0o077) !== 0)
    throw new ConfigurationError(
      `secret ${path} is open to others (mode ${(stat.mode & 0o777).toString(8)}): chmod 0400 it`,
    );
  const seed = readable('NATS_NKEY_FILE', path).trim();
  if (!isSeed(seed)) throw new ConfigurationError(`${path} does not hold the seed of a user's nkey (SU…)`);
  return new TextEncoder().encode(seed);
}

function readable(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigurationError(`${name}: ${path} cannot be read`, { cause });
  }
}

function onThisMachine(url: string): boolean {
  return url
    .split(',')
    .every((one) => /^(\w+:\/\/)?([^@/]*@)?(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?\/?$/.test(one));
}
