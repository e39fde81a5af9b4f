import { writeFileSync } from 'node:fs';
import type { Child } from './processes/child.js';
import { sentence } from '../bootstrap/problem.mjs';
import { Problem } from '../bootstrap/problem.mjs';
import { APPS, type App } from './apps.js';
import { ensurePassword } from './key-files.js';
import { putAside } from './log-watch.js';
import { greeting, startNats } from './nats.js';
import { asRole, BANK_DATABASE, databaseUrl, ensureDatabase } from './postgres/bank-database.js';
import { clusterState, makeCluster } from './postgres/cluster.js';
import { postgresUser } from './postgres/os-user.js';
import { startPostgres } from './postgres/server.js';
import { places, type StartSettings } from './settings.js';

/** Who runs our programs. */
export interface Household {
  /** Runs one for as long as the bank runs. */
  readonly keep: (name: string, start: () => Promise<Child>) => Promise<void>;
  /** Is told of one that ends by itself, to end it earlier if need be. */
  readonly passing: (child: Child) => void;
  /** What a program is told instead of what we would tell it. */
  readonly altered: (name: string, environment: Record<string, string>) => Record<string, string>;
}

/** The database, as those reach it who use it. */
export interface BankDatabase {
  /** For a role that may make roles and schemas. */
  readonly adminUrl: string;
  readonly passwords: Record<App, string>;
  urlFor(app: App): string;
}

/**
 * The user's own server, or one of ours: made if there is none, started, and kept running.
 * @throws Problem when its folder is damaged, or it cannot be reached.
 */
export async function prepareDatabase(settings: StartSettings, household: Household): Promise<BankDatabase> {
  const adminUrl = settings.databaseUrl ?? (await ownDatabase(settings, household));
  await ensureDatabase(adminUrl);
  const { secrets } = places(settings.dataDir);
  const passwords = Object.fromEntries(
    APPS.map((app) => [app, ensurePassword(secrets, `database/${app}.password`)]),
  ) as Record<App, string>;
  return { adminUrl, passwords, urlFor: (app) => asRole(adminUrl, app, passwords[app]) };
}

async function ownDatabase(settings: StartSettings, household: Household): Promise<string> {
  const { postgres: folder, secrets, logOf } = places(settings.dataDir);
  const logFile = logOf('postgres');
  putAside(logFile);
  const user = postgresUser();
  const state = clusterState(folder);
  const password = ensurePassword(secrets, 'database/postgres.password');
  if (state === 'absent') await makeCluster({ folder, password, user, logFile, started: household.passing });
  const port = settings.postgresPort;
  const env = household.altered('PostgreSQL', {});
  await household.keep('PostgreSQL', () => startPostgres({ folder, port, user, logFile, env }));
  return databaseUrl({ host: '127.0.0.1', port, database: BANK_DATABASE }, 'postgres', password);
}

/**
 * Gives everybody on the bus a key, and writes down what each may do there, for our own server or the user's.
 * @returns the configuration file.
 */
async function writeBusRights(settings: StartSettings): Promise<string> {
  // Loaded while PostgreSQL starts, which takes longer.
  const { busConfiguration } = await import('../nats/bus-configuration.js');
  const { natsConfig, secrets } = places(settings.dataDir);
  // The server may run as another user; there is nothing secret in it.
  writeFileSync(natsConfig, busConfiguration({ secrets, teamsFile: settings.natsTeamsFile }), { mode: 0o644 });
  return natsConfig;
}

/**
 * The user's own bus, or one of ours on loopback, where each app may do what its contracts say and nothing else (S25).
 * @returns its address.
 * @throws Problem when it is not there, too old for production (S26), or the list of teams cannot be used.
 */
export async function prepareBus(
  settings: StartSettings,
  household: Household,
  say: (line: string) => void,
): Promise<string> {
  const url = settings.natsUrl ?? `nats://127.0.0.1:${settings.natsPort}`;
  const configFile = await writeBusRights(settings);
  if (settings.natsUrl === undefined) {
    const logFile = places(settings.dataDir).logOf('nats');
    putAside(logFile);
    await household.keep('NATS', () => startNats({ port: settings.natsPort, logFile, configFile }));
  }
  await judgeBus(url, settings, say);
  return url;
}

async function judgeBus(urls: string, settings: StartSettings, say: (line: string) => void): Promise<void> {
  const [first = ''] = urls.split(',');
  const { hostname, port } = readable(first);
  const heard = await greeting(hostname, Number(port === '' ? '4222' : port));
  if (!heard) throw new Problem(`No NATS server answers at ${hostname}:${port}: start it, or correct NATS_URL.`);
  // Loaded by now, or soon: the demo is loaded over the bus.
  const { isSupportedNats, OLDEST_SUPPORTED_NATS } = await import('#libs/messaging');
  if (isSupportedNats(heard.version)) return;
  const old = `NATS ${heard.version} is older than the supported line (${OLDEST_SUPPORTED_NATS})`;
  if (settings.profile === 'production') throw new Problem(`${old}: set NATS_URL to a newer server.`);
  say(`! ${old}: good for trying out on this machine, refused in production`);
}

function readable(url: string): URL {
  try {
    return new URL(url.includes('://') ? url : `nats://${url}`);
  } catch (error) {
    throw new Problem(`NATS_URL cannot be read (${sentence(error)}): write it as nats://host:4222.`);
  }
}
