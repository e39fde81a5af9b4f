import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../tools/start/apps.js';
import { ensureKeys } from '../../tools/start/key-files.js';
import type { BusUser } from '#libs/contracts';
import { asAdmin, dropDatabase } from './databases.js';
import { startNats, type TestNats, type TestServers } from '../environment/servers.js';
import { ensureBusKeys } from '../../tools/nats/keys.js';

/** Held while the keys of this run are made. */
const KEYS_LOCK = 461_202_613;

/** What a bank needs around it: a database, a bus and its keys. */
export interface Surroundings {
  readonly nats: TestNats;
  /** For a role that may do anything in the database. */
  readonly adminUrl: string;
  /** For the app's own role. */
  databaseUrl(app: App): string;
  secretsDir(owner: BusUser): string;
  /** Rendered speech, shared by the tests of a run, as its files are named by their content. */
  readonly audioDir: string;
  stop(): Promise<void>;
}

/**
 * Surrounds a database with a bus of its own, and with the keys of this run, which all its tests share.
 * @param options.keep whether the database outlives the surroundings.
 */
export async function surround(
  servers: TestServers,
  database: string,
  options: { keep: boolean; teamsFile?: string | undefined },
): Promise<Surroundings> {
  const secrets = join(servers.folder, 'secrets');
  await makeKeysOnce(servers, secrets);
  const nats = await startNats({ secrets, teamsFile: options.teamsFile });
  return {
    nats,
    adminUrl: servers.adminUrl(database),
    databaseUrl: (app) => servers.urlFor(app, database),
    secretsDir: (owner) => join(secrets, owner),
    audioDir: join(servers.folder, 'audio'),
    stop: async () => {
      await nats.stop();
      if (!options.keep) await dropDatabase(servers, database);
    },
  };
}

async function makeKeysOnce(servers: TestServers, folder: string): Promise<void> {
  await asAdmin(servers, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [KEYS_LOCK]);
    ensureKeys(folder, existsSync(folder));
    ensureBusKeys(folder);
  });
}
