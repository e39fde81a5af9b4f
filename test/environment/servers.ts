import { type BusAccess, NKEY_FILE } from '#libs/messaging';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { platformLogins, teamLogins } from '../../tools/nats/bus-configuration.js';
import { serverConfiguration } from '../../tools/nats/configuration.js';
import { ensureKey } from '../../tools/nats/keys.js';
import type { App } from '../../tools/start/apps.js';
import type { Child } from '../../tools/start/processes/child.js';
import { startNats as startNatsOn } from '../../tools/start/nats.js';
import { freePort } from '../../tools/start/ports.js';
import { asRole } from '../../tools/start/postgres/bank-database.js';

/** The servers of this run of the tests, started by `global-setup.mjs`. */
export interface TestServers {
  /** A folder that goes when the run ends. */
  readonly folder: string;
  /** Name of the migrated, empty database to copy; nobody may stay connected to it. */
  readonly template: string;
  /** A database, for the role that may do everything. */
  adminUrl(database: string): string;
  /** A database, for the role of a service. */
  urlFor(app: App, database: string): string;
}

/** @throws Error outside the Jest project `bank`. */
export function testServers(): TestServers {
  const server = variable('BANK_TEST_DATABASE_URL');
  const password = variable('BANK_TEST_ROLE_PASSWORD');
  const adminUrl = (database: string) => {
    const url = new URL(server);
    url.pathname = `/${database}`;
    return url.href;
  };
  return {
    folder: variable('BANK_TEST_FOLDER'),
    template: variable('BANK_TEST_TEMPLATE'),
    adminUrl,
    urlFor: (app, database) => asRole(adminUrl(database), app, password),
  };
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: this test belongs into a file *.int-spec.ts or *.e2e-spec.ts`);
  return value;
}

/** A bus of a test's own. */
export interface TestNats {
  /** The same before and after a restart. */
  readonly url: string;
  /** For the test itself, which may say and hear anything: a right that nobody has in service (S25). */
  readonly everything: BusAccess;
  /** Of the server that runs now, to pause it by signals. */
  readonly pid: number;
  /** Ends it in good order. */
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port, after `stop` or `kill`. */
  restart(): Promise<void>;
}

const TRIES = 5;
const STOP_MS = 2_000;

/**
 * Starts NATS on a free port of loopback, with the rights it has in service; it takes connections when this returns, and
 * ends with this process.
 * @param options.teamsFile list of teams outside.
 * @param options.secrets folder with the keys of its users; absent: keys nobody else has.
 */
export async function startNats(options: { secrets?: string; teamsFile?: string | undefined } = {}): Promise<TestNats> {
  const { folder } = testServers();
  const secrets = options.secrets ?? mkdtempSync(join(folder, 'bus-'));
  const seedFile = join(mkdtempSync(join(folder, 'test-')), NKEY_FILE);
  const test = { user: 'test', publicKey: ensureKey(seedFile), publish: ['>'], subscribe: ['>'] };
  const configFile = join(dirname(seedFile), 'nats.conf');
  writeFileSync(
    configFile,
    serverConfiguration({ users: [...platformLogins(secrets), ...teamLogins(options.teamsFile), test] }),
  );
  // A test that forgets to stop it must not keep Jest from ending.
  const start = (port: number) =>
    startNatsOn({ port, logFile: join(folder, `nats-${port}.log`), configFile, background: true });
  const { port, server } = await onFreePort(start);
  const url = `nats://127.0.0.1:${port}`;
  let running = server;
  return {
    url,
    everything: { url, user: 'test', seed: readFileSync(seedFile) },
    get pid() {
      return running.pid;
    },
    stop: () => running.stop(STOP_MS),
    kill: () => running.kill(),
    restart: async () => {
      running = await start(port);
    },
  };
}

async function onFreePort(start: (port: number) => Promise<Child>): Promise<{ port: number; server: Child }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return { port, server: await start(port) };
    } catch (error) {
      // Somebody may have taken the port meanwhile.
      if (attempt === TRIES) throw error;
    }
  }
}
