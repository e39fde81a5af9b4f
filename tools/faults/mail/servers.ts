import { type BusAccess, NKEY_FILE } from '#libs/messaging';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateAll } from '../../migrate/main.js';
import { busConfiguration } from '../../nats/bus-configuration.js';
import { APPS, type App } from '../../start/apps.js';
import { ensureKeys } from '../../start/key-files.js';
import { startNats } from '../../start/nats.js';
import { freePort } from '../../start/ports.js';
import { asRole, BANK_DATABASE, databaseUrl, ensureDatabase } from '../../start/postgres/bank-database.js';
import { makeCluster } from '../../start/postgres/cluster.js';
import { postgresUser } from '../../start/postgres/os-user.js';
import { startPostgres } from '../../start/postgres/server.js';
import type { Child } from '../../start/processes/child.js';

const PASSWORD = 'faults';
const STOP_MS = 5_000;

/** `keyed`: as `npm start` has it, each with its own key and rights (S25); `open`: anybody may say anything to anybody. */
export type Bus = 'keyed' | 'open';

/** A PostgreSQL, a NATS and the keys of a bank, on free ports of loopback, in a folder that goes in the end. */
export class Servers {
  private constructor(
    readonly folder: string,
    readonly natsUrl: string,
    private readonly postgresPort: number,
    private readonly nats: Child,
    private postgres: Child,
  ) {}

  static async start(bus: Bus): Promise<Servers> {
    const folder = mkdtempSync(join(tmpdir(), 'mail-faults-'));
    // The database runs as another user when we are root.
    chmodSync(folder, 0o711);
    mkdirSync(join(folder, 'logs'));
    const logFile = join(folder, 'logs/postgres.log');
    await makeCluster({ folder: join(folder, 'postgres'), password: PASSWORD, user: postgresUser(), logFile });
    const [postgresPort, natsPort] = [await freePort(), await freePort()];
    const postgres = await startPostgres(serverSpec(folder, postgresPort));
    ensureKeys(join(folder, 'secrets'), false);
    const rights = bus === 'open' ? {} : { configFile: writeBusRights(folder) };
    const nats = await startNats({ port: natsPort, logFile: join(folder, 'logs/nats.log'), ...rights });
    const servers = new Servers(folder, `nats://127.0.0.1:${natsPort}`, postgresPort, nats, postgres);
    await ensureDatabase(servers.adminUrl);
    const passwords = Object.fromEntries(APPS.map((app) => [app, PASSWORD])) as Record<App, string>;
    await migrateAll({ adminUrl: servers.adminUrl, passwords });
    return servers;
  }

  get adminUrl(): string {
    return databaseUrl({ host: '127.0.0.1', port: this.postgresPort, database: BANK_DATABASE }, 'postgres', PASSWORD);
  }

  get postgresPid(): number {
    return this.postgres.pid;
  }

  urlFor(app: App): string {
    return asRole(this.adminUrl, app, PASSWORD);
  }

  /** As the importer or the gateway reaches the bus, which lets each do what its contracts say and nothing else (S25). */
  busAccess(user: 'importer' | 'gateway'): BusAccess {
    return { url: this.natsUrl, user, seed: readFileSync(join(this.secretsOf(user), NKEY_FILE)) };
  }

  secretsOf(owner: App | 'importer'): string {
    return join(this.folder, 'secrets', owner);
  }

  logOf(name: string): string {
    return join(this.folder, 'logs', `${name}.log`);
  }

  /** Ends PostgreSQL as a crash would, without writing anything down, and starts it again. */
  async crashPostgres(): Promise<void> {
    process.kill(this.postgres.pid, 'SIGQUIT');
    await this.postgres.exited;
    this.postgres = await startPostgres(serverSpec(this.folder, this.postgresPort));
  }

  async stop(): Promise<void> {
    await this.nats.stop(STOP_MS);
    await this.postgres.stop(STOP_MS);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** @returns the configuration file. */
function writeBusRights(folder: string): string {
  const file = join(folder, 'nats.conf');
  writeFileSync(file, busConfiguration({ secrets: join(folder, 'secrets') }), { mode: 0o644 });
  return file;
}

function serverSpec(folder: string, port: number) {
  const logFile = join(folder, 'logs/postgres.log');
  return { folder: join(folder, 'postgres'), port, user: postgresUser(), logFile, folderToRemove: folder };
}
