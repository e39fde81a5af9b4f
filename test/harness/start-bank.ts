import {
  type BusUser,
  ConfirmAccounts,
  ConfirmCards,
  type ReplyOf,
  type RequestContract,
  type RequestInputOf,
} from '#libs/contracts';
import { NestLogger } from '#libs/logging';
import { ask, type BusAccess, busAccess, connectToBus } from '#libs/messaging';
import { Logger } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { Pool, type QueryResultRow } from 'pg';
import { importDemo } from '../../tools/import-demo/main.js';
import type { App } from '../../tools/start/apps.js';
import { CapturedLogs } from './captured-logs.js';
import { copyDatabase } from './databases.js';
import { demoTemplate } from './demo-template.js';
import { type TestNats, testServers, type TestServers } from '../environment/servers.js';
import { type Environment, type Parts, type Running, START, TEST_SETTINGS } from './services.js';
import { surround, type Surroundings } from './surroundings.js';
import { TestGrants } from './test-grants.js';

export interface BankOptions extends Parts {
  /** The apps to start, in this process; default: those that hold the demo bank's data. */
  readonly services?: readonly App[];
  /** `empty`: tables without rows, never confirmed. Default: the demo bank, loaded, and confirmed now. */
  readonly data?: 'demo' | 'empty';
  /** Teams outside that may speak on the bus (S25). */
  readonly teamsFile?: string;
  /** Variables for an app, over those every test sets. */
  readonly environment?: Readonly<Partial<Record<App, Environment>>>;
}

const DATA_SERVICES = ['auth', 'accounts', 'cards'] as const satisfies readonly App[];

/** A bank of a test's own: its apps in this process, its database and its bus on the test's servers. */
export class TestBank {
  readonly logs = new CapturedLogs();
  readonly grants: TestGrants;
  private readonly running = new Map<App, Running>();
  private readonly admin: Pool;

  constructor(
    private readonly surroundings: Surroundings,
    /** May say and hear anything: for listening, or sending what no honest asker would. */
    readonly bus: NatsConnection,
    private readonly options: BankOptions,
  ) {
    // What Nest says of modules before an app has a logger of its own.
    Logger.overrideLogger(new NestLogger(this.logs.loggerOf('nest')));
    this.grants = new TestGrants(surroundings.secretsDir('auth'));
    this.admin = new Pool({ connectionString: surroundings.adminUrl, max: 2 });
    // The database is dropped while the pool still says goodbye.
    this.admin.on('error', (error) => this.logs.lines.push(`connection of the test: ${error.message}\n`));
  }

  get natsUrl(): string {
    return this.nats.url;
  }

  /** The bus, to end it, pause it and start it again. */
  get nats(): TestNats {
    return this.surroundings.nats;
  }

  /** Where the gateway listens, without a slash at its end. */
  get gatewayUrl(): string {
    const url = this.running.get('gateway')?.url;
    if (url === undefined) throw new Error('the gateway does not run');
    return url;
  }

  /** Where the administration listens, without a slash at its end. */
  get adminUrl(): string {
    const url = this.running.get('gateway')?.adminUrl;
    if (url === undefined) throw new Error('the administration does not run');
    return url;
  }

  /** The port on which the gateway listens for Asterisk. */
  get agiPort(): number {
    const port = this.running.get('gateway')?.agiPort?.();
    if (port === undefined) throw new Error('the gateway does not run');
    return port;
  }

  /** Sends a request as the gateway would. */
  ask<C extends RequestContract>(contract: C, request: RequestInputOf<C>): Promise<ReplyOf<C>> {
    return ask(this.bus, contract, request);
  }

  /** What a process of this app would be told. */
  environmentOf(app: App): Environment {
    return {
      PROFILE: 'demo',
      NATS_URL: this.natsUrl,
      DATABASE_URL: this.databaseUrl(app),
      SECRETS_DIR: this.secretsDir(app),
      AUDIO_CACHE_DIR: this.surroundings.audioDir,
      ...TEST_SETTINGS[app],
      ...this.options.environment?.[app],
    };
  }

  /** The bus as one of its users reaches it, with that user's rights and no other (S25). */
  accessOf(user: BusUser): BusAccess {
    return busAccess(user, { PROFILE: 'demo', NATS_URL: this.natsUrl, SECRETS_DIR: this.secretsDir(user) });
  }

  /** Address of the database for the app's own role. */
  databaseUrl(app: App): string {
    return this.surroundings.databaseUrl(app);
  }

  /** A folder of keys; `importer` is the bank's feed. */
  secretsDir(owner: BusUser): string {
    return this.surroundings.secretsDir(owner);
  }

  /** Looks at, or changes, anything in the database, past every service. */
  async sql<Row extends QueryResultRow>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return (await this.admin.query<Row>(text, [...parameters])).rows;
  }

  /** The demo bank's feed, once more. */
  async importDemo(): Promise<void> {
    await importDemo({ bus: this.accessOf('importer'), secretsDir: this.secretsDir('importer') });
  }

  /** The bank's feed says that its data are right as of a moment; default: now. */
  async confirmData(asOf = new Date()): Promise<void> {
    if (this.running.has('cards')) await this.ask(ConfirmCards, { asOf: asOf.toISOString() });
    if (this.running.has('accounts')) await this.ask(ConfirmAccounts, { asOf: asOf.toISOString() });
  }

  async startService(name: App): Promise<void> {
    if (this.running.has(name)) throw new Error(`${name} runs already`);
    this.running.set(name, await START[name](this.environmentOf(name), this.logs.loggerOf(name), this.options));
  }

  /** From now on nobody answers in its place. */
  async stopService(name: App): Promise<void> {
    const service = this.running.get(name);
    if (!service) throw new Error(`${name} does not run`);
    this.running.delete(name);
    await service.stop();
  }

  async restartService(name: App): Promise<void> {
    await this.stopService(name);
    await this.startService(name);
  }

  /** Ends everything; the database goes too. */
  async stop(): Promise<void> {
    await Promise.all([...this.running.keys()].map((name) => this.stopService(name)));
    await this.bus.close();
    await this.admin.end();
    await this.surroundings.stop();
  }
}

/**
 * Starts a bank for one test file: call it in `beforeAll`, and {@link TestBank.stop} in `afterAll`. Its database is a
 * copy that has the demo bank in it already, so that no file waits for PINs to be hashed.
 */
export async function startBank(options: BankOptions = {}): Promise<TestBank> {
  const servers = testServers();
  const empty = options.data === 'empty';
  const template = empty ? servers.template : await demoTemplate(servers, (database) => fill(servers, database));
  const surroundings = await surround(servers, await copyDatabase(servers, template), {
    keep: false,
    teamsFile: options.teamsFile,
  });
  return open(surroundings, options, (bank) => (empty ? Promise.resolve() : bank.confirmData()));
}

/** A bank that is ready, or nothing that is left over. */
async function open(
  surroundings: Surroundings,
  options: BankOptions,
  prepare: (bank: TestBank) => Promise<void>,
): Promise<TestBank> {
  let stop = () => surroundings.stop();
  try {
    const bank = new TestBank(surroundings, await connectToBus(surroundings.nats.everything, 'test'), options);
    stop = () => bank.stop();
    // One after the other would take longer; and none may still be starting when all are stopped.
    const starts = await Promise.allSettled((options.services ?? DATA_SERVICES).map((name) => bank.startService(name)));
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
    await prepare(bank);
    return bank;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function fill(servers: TestServers, database: string): Promise<void> {
  const surroundings = await surround(servers, database, { keep: true });
  const services = [...DATA_SERVICES, 'notifications'] as const;
  const bank = await open(surroundings, { services }, (filled) => filled.importDemo());
  await bank.stop();
}
