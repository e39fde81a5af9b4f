import type { QueryResultRow } from 'pg';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Steps } from '../../bootstrap/steps.mjs';
import { importDemo } from '../../import-demo/main.js';
import { type App, APPS } from '../../start/apps.js';
import { Bank } from '../../start/bank.js';
import { ensurePassword } from '../../start/key-files.js';
import { type BankParts, builtParts } from '../../start/parts.js';
import { freePort, isFree } from '../../start/ports.js';
import { BANK_DATABASE, databaseUrl } from '../../start/postgres/bank-database.js';
import { waitUntil } from '../../start/processes/wait-until.js';
import { PORTS_APART, type Replica, replicasOf } from '../../start/replicas.js';
import { healthPortVariable, places, readStartSettings, type StartSettings } from '../../start/settings.js';
import { EVERY_PROCESS, PROJECT } from '../built.js';
import { Machine } from '../machine/machine.js';
import { PatientDatabase } from '../patient-database.js';
import { bankOf, type Client, someClients } from './clients.js';

/** The build: the folder this runs in when it is built, else the one beside the sources. */
const PORTS = [
  ...['GATEWAY_PORT', 'ADMIN_PORT', 'AGI_PORT', 'NATS_PORT', 'POSTGRES_PORT', 'SMTP_PORT', 'MAIL_UI_PORT'],
  ...APPS.map(healthPortVariable),
];
/** What a gateway writes down of a service that failed it. */
const SERVICE_FAILED = /"event":"service-failed","request":"(\w+)".*"code":"(\w+)"/g;
const LOOK_MS = 20;
const DATABASE_BACK_MS = 60_000;

/** How a bank under fire differs from the one `npm start -- --replicas 2` gives. */
export interface Differences {
  readonly replicas?: number;
  readonly clients?: readonly Client[];
  /** Settings of the apps, as a user would set them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether its processes stand on a {@link Machine} that can be spoilt; chance gives numbers from 0 to 1. */
  readonly machine?: { readonly chance: () => number };
}

interface Surroundings {
  readonly clients: readonly Client[];
  readonly screen: readonly string[];
  readonly machine: Machine | undefined;
}

/**
 * The whole bank as `npm start -- --replicas 2` runs it, on free ports and a folder of its own, whose processes can be
 * killed, told to end, frozen and held down by name: `auth`, `auth-2`, `gateway`, `NATS`, `PostgreSQL`. Whatever ends is
 * started again as it would be for a user.
 */
export class SupervisedBank {
  /** Whom it knows. */
  readonly clients: readonly Client[];
  /** What `npm start` would have said. */
  readonly screen: readonly string[];
  private readonly database: PatientDatabase;

  private constructor(
    private readonly bank: Bank,
    readonly settings: StartSettings,
    private readonly surroundings: Surroundings,
  ) {
    this.clients = surroundings.clients;
    this.screen = surroundings.screen;
    const password = ensurePassword(places(settings.dataDir).secrets, 'database/postgres.password');
    const at = { host: '127.0.0.1', port: settings.postgresPort, database: BANK_DATABASE };
    this.database = new PatientDatabase(databaseUrl(at, 'postgres', password), DATABASE_BACK_MS);
  }

  /** @throws Problem when it does not come up; then nothing is left of it. */
  static async start({
    replicas = 2,
    clients = someClients(10),
    environment = {},
    machine: wanted,
  }: Differences = {}): Promise<SupervisedBank> {
    const dataDir = mkdtempSync(join(tmpdir(), 'platform-faults-'));
    // The database runs as another user when we are root.
    chmodSync(dataDir, 0o711);
    const usersOwn = {
      ...EVERY_PROCESS,
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      PIN_BCRYPT_COST: '10',
      GATEWAY_MAX_CONNECTIONS_PER_ADDRESS: '2000',
      ...environment,
      ...(await somePorts(replicas)),
    };
    const settings = readStartSettings(usersOwn, dataDir, ['--replicas', String(replicas)]);
    const screen: string[] = [];
    const machine = wanted && (await Machine.around(settings, dataDir, wanted.chance));
    const bankFile = join(dataDir, 'bank.json');
    writeFileSync(bankFile, JSON.stringify(bankOf(clients)));
    const parts: BankParts = {
      ...builtParts(pathToFileURL(join(PROJECT, 'dist/')), PROJECT),
      importDemo: (options) => importDemo({ ...options, bankFile }),
      altered: machine && ((name, environment) => machine.altered(name, environment)),
    };
    const bank = new Bank(settings, parts, new Steps({ write: (text) => screen.push(text.trimEnd()) }), usersOwn);
    try {
      await bank.start();
      return new SupervisedBank(bank, settings, { clients, screen, machine });
    } catch (error) {
      await bank.stop();
      await machine?.close();
      rmSync(dataDir, { recursive: true, force: true });
      throw error;
    }
  }

  /** What its processes stand on. @throws Error when it was started without. */
  get machine(): Machine {
    if (!this.surroundings.machine) throw new Error('this bank stands on nothing that can be spoilt');
    return this.surroundings.machine;
  }

  /** Where calls come in: the account's address, and its fallback address. */
  get gateways(): readonly string[] {
    return this.replicas(['gateway']).map(({ settings }) => `http://127.0.0.1:${settings.gatewayPort}`);
  }

  /** Names of all processes of these apps. */
  namesOf(...apps: readonly App[]): string[] {
    return this.replicas(apps).map(({ name }) => name);
  }

  /** @throws Error when there is no such process. */
  pidOf(name: string): number {
    const { pid } = this.bank.process(name);
    if (pid === undefined) throw new Error(`${name} does not run`);
    return pid;
  }

  /** kill -9; it is started again by itself. */
  kill(name: string): void {
    process.kill(this.pidOf(name), 'SIGKILL');
  }

  /** SIGTERM, as a rolling restart sends it; it is started again by itself. @returns seconds until it had ended. */
  async terminate(name: string, withinSeconds = 15): Promise<number | undefined> {
    const pid = this.pidOf(name);
    process.kill(pid, 'SIGTERM');
    return this.until(() => this.bank.process(name).pid !== pid || !signal(pid, 0), withinSeconds);
  }

  /** Nothing of it runs on until it is thawed: of PostgreSQL, all its processes. */
  freeze(name: string): void {
    for (const pid of withDescendants(this.pidOf(name))) signal(pid, 'SIGSTOP');
  }

  thaw(name: string): void {
    for (const pid of withDescendants(this.pidOf(name))) signal(pid, 'SIGCONT');
  }

  /** Ends it at once, and keeps it from coming back. */
  async holdDown(name: string): Promise<void> {
    await this.bank.process(name).stop(0);
  }

  /** Lets it come back. */
  async letUp(name: string): Promise<void> {
    await this.bank.process(name).resume();
  }

  /** Whether an app says that it is ready. */
  async isReady(name: string): Promise<boolean> {
    return this.health(name).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  /** What time an app says it is, milliseconds since 1970. */
  async timeOf(name: string): Promise<number> {
    const { headers } = await this.health(name);
    return Date.parse(headers.get('date') ?? '');
  }

  /** Waits until every app is ready. @returns seconds; `undefined`: not within the bound. */
  untilReady(withinSeconds: number, names = this.namesOf(...APPS)): Promise<number | undefined> {
    return this.until(
      async () => (await Promise.all(names.map((name) => this.isReady(name)))).every(Boolean),
      withinSeconds,
    );
  }

  /** Waits until a condition holds. @returns how many seconds that took; `undefined`: it did not within the bound. */
  async until(holds: () => boolean | Promise<boolean>, withinSeconds: number): Promise<number | undefined> {
    const began = performance.now();
    const settled = await waitUntil(holds, { withinMs: withinSeconds * 1_000, everyMs: LOOK_MS });
    return settled ? (performance.now() - began) / 1_000 : undefined;
  }

  /** Why the gateways had to say "not available now": what was asked, the code, and how often, from their logs. */
  whyUnavailable(): string {
    const { logOf } = places(this.settings.dataDir);
    const said = this.namesOf('gateway').flatMap((name) =>
      Array.from(readFileSync(logOf(name), 'utf8').matchAll(SERVICE_FAILED), ([, asked, code]) => `${asked} ${code}`),
    );
    const counts = new Map<string, number>();
    for (const why of said) counts.set(why, (counts.get(why) ?? 0) + 1);
    return Array.from(counts, ([why, count]) => `${why} ${count} times`).join(', ');
  }

  /** Rows, from a database that may be away for a moment. */
  sql<Row extends QueryResultRow>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.database.rows<Row>(text, parameters);
  }

  /** E-mails that were promised and are neither sent nor given up. */
  async mailsUnderWay(): Promise<number> {
    const rows = await this.sql("SELECT FROM notifications.deliveries WHERE state NOT IN ('sent', 'dead')");
    return rows.length;
  }

  async stop(): Promise<void> {
    await this.database.end();
    await this.bank.stop();
    await this.surroundings.machine?.close();
    rmSync(this.settings.dataDir, { recursive: true, force: true });
  }

  private health(name: string): Promise<Response> {
    const replica = replicasOf(this.settings).find((one) => one.name === name);
    if (!replica) throw new Error(`${name} has no health to ask for`);
    const url = `http://127.0.0.1:${replica.settings.healthPorts[replica.app]}/health/ready`;
    return fetch(url, { signal: AbortSignal.timeout(1_000) });
  }

  private replicas(apps: readonly App[]): Replica[] {
    return replicasOf(this.settings).filter(({ app }) => apps.includes(app));
  }
}

/** For each variable a port of its own, of which those of the further replicas are free too. */
async function somePorts(replicas: number): Promise<Record<string, string>> {
  const taken = new Set<number>();
  const chosen: Record<string, string> = {};
  for (const name of PORTS) {
    for (;;) {
      const first = await freePort();
      const wanted = Array.from({ length: replicas }, (_, index) => first + index * PORTS_APART);
      const free = await Promise.all(wanted.map(async (port) => !taken.has(port) && (await isFree(port))));
      if (!free.every(Boolean)) continue;
      for (const port of wanted) taken.add(port);
      chosen[name] = String(first);
      break;
    }
  }
  return chosen;
}

/** @returns false when the process has ended meanwhile, as a database's do with their connections. */
function signal(pid: number, wanted: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, wanted);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** A process and all that it started: a database has one for each connection, each in a group of its own. */
function withDescendants(root: number): number[] {
  const parents = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [root];
  for (const parent of found)
    found.push(...parents.flatMap(([pid, ppid]) => (ppid === parent && pid !== undefined ? [pid] : [])));
  return found;
}
