import { mkdirSync, statSync } from 'node:fs';
import { Problem } from '../bootstrap/problem.mjs';
import type { Steps } from '../bootstrap/steps.mjs';
import { addressBlock, addresses, type DemoMember } from './addresses.js';
import { type App, nodeFlags, SERVICES } from './apps.js';
import { DemoFeed } from './demo-feed.js';
import { appEnvironment } from './environment.js';
import { importerSpec } from './importer.js';
import { type BankDatabase, type Household, prepareBus, prepareDatabase } from './infrastructure.js';
import { ensureKeys, ensureSigningPair } from './key-files.js';
import { lastWords, LogWatch, putAside } from './log-watch.js';
import type { BankParts } from './parts.js';
import { ensurePortsFree } from './ports.js';
import { type Child, startChild } from './processes/child.js';
import { KeptAlive } from './processes/kept-alive.js';
import { neededPorts } from './needed-ports.js';
import { untilReady } from './readiness.js';
import { clusterState } from './postgres/cluster.js';
import { migrateOnce } from './postgres/migration-note.js';
import { type Replica, replicasOf } from './replicas.js';
import { RunLock } from './run-lock.js';
import { places, type StartSettings } from './settings.js';

/** All is over within 10 s, whatever force takes in the end. */
const STOP_MS = 9_400;
/** Time for each to end in good order, in milliseconds; services let requests under way finish for 4.5 s. */
const GRACE_MS = { gateway: 4_200, services: 4_800, mailCatcher: 300, NATS: 300, PostgreSQL: 700, passing: 200 };
const LOOK_FOR_ERRORS_MS = 1_000;

/** The last line of a start that went well. */
export const READY_LINE = 'phone banking is ready';

/** The whole bank on one machine: its database, its bus and its five apps, each a process of its own. */
export class Bank {
  private readonly kept = new Map<string, KeptAlive>();
  private readonly passing: Child[] = [];
  private lock: RunLock | undefined;
  private feed: DemoFeed | undefined;
  private watching: NodeJS.Timeout | undefined;
  private stopped: Promise<void> | undefined;
  private readonly replicas: readonly Replica[];

  constructor(
    private readonly settings: StartSettings,
    private readonly parts: BankParts,
    private readonly steps: Steps,
    private readonly usersOwn: NodeJS.ProcessEnv,
  ) {
    this.replicas = replicasOf(settings);
  }

  /** @throws Problem with what is wrong and how to mend it. What was started until then is left to `stop`. */
  async start(): Promise<void> {
    const { settings, steps } = this;
    const { logs, postgres, runFile, secrets } = places(settings.dataDir);
    makeFolders([settings.dataDir, logs]);
    this.lock = await RunLock.claim(runFile);
    await ensurePortsFree(neededPorts(settings));
    ensureKeys(secrets, settings.databaseUrl === undefined && clusterState(postgres) === 'usable');
    this.parts.warmUp();
    const [database, natsUrl] = await Promise.all([
      steps.step('preparing PostgreSQL', () => prepareDatabase(settings, this.household)),
      steps.step('preparing NATS', () => prepareBus(settings, this.household, (line) => steps.say(line))),
    ]);
    await steps.step('preparing the tables', () =>
      migrateOnce(database, this.parts.buildStamp, (options) => this.parts.migrate(options)),
    );
    for (const { name } of this.replicas) putAside(places(settings.dataDir).logOf(name));
    this.watchLogs();
    await Promise.all([
      ...this.replicas.map((replica) =>
        steps.step(`starting ${replica.name}`, () => this.startApp(replica, database, natsUrl)),
      ),
      ...(settings.catchesMail ? [steps.step('starting the mail catcher', () => this.startMailCatcher())] : []),
    ]);
    await this.keep('importer', () => startChild(importerSpec(settings, this.parts, natsUrl, this.usersOwn)));
    const staff = settings.profile === 'demo' ? await this.furnishDemo(database) : [];
    steps.say(`\n${addressBlock(addresses(settings, natsUrl, staff))}\n\nCtrl-C stops all of it.\n${READY_LINE}`);
  }

  /** Ends everything, the gateway first and the database last, within 10 s. Further calls wait for the first. */
  stop(): Promise<void> {
    this.stopped ??= this.stopAll();
    return this.stopped;
  }

  /** One of its processes: `auth`, `auth-2`, `NATS`, `PostgreSQL`. @throws Error when there is none. */
  process(name: string): KeptAlive {
    const kept = this.kept.get(name);
    if (!kept) throw new Error(`nothing called ${name} was started`);
    return kept;
  }

  /** Whether `stop` was called. */
  get isStopping(): boolean {
    return this.stopped !== undefined;
  }

  private async stopAll(): Promise<void> {
    this.lock?.noteStop();
    this.feed?.stop();
    clearInterval(this.watching);
    const endsAt = performance.now() + STOP_MS;
    const leftMs = () => Math.max(0, endsAt - performance.now());
    const importer = this.kept.get('importer')?.stop(GRACE_MS.gateway);
    await Promise.all([this.stopApps(['gateway'], GRACE_MS.gateway), importer]);
    const services = Math.min(GRACE_MS.services, leftMs() - GRACE_MS.NATS - GRACE_MS.PostgreSQL);
    await this.stopApps(SERVICES, services);
    await Promise.all([
      this.kept.get('mail catcher')?.stop(GRACE_MS.mailCatcher),
      this.kept.get('NATS')?.stop(GRACE_MS.NATS),
    ]);
    await this.kept.get('PostgreSQL')?.stop(leftMs());
    await Promise.all(this.passing.map((child) => child.stop(GRACE_MS.passing)));
    this.lock?.release();
  }

  private readonly household: Household = {
    keep: (name, start) => this.keep(name, start),
    passing: (child) => this.passing.push(child),
    altered: (name, environment) => this.parts.altered?.(name, environment) ?? environment,
  };

  /** @param ready until when an end is a failure of the start; the start of PostgreSQL and NATS waits for it itself. */
  private async keep(
    name: string,
    start: () => Promise<Child>,
    ready: (child: Child) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    if (this.stopped) throw new Problem('The start was interrupted.');
    const kept = new KeptAlive({
      name,
      start,
      say: (line) => this.steps.say(line),
      started: (pid) => this.lock?.add(pid),
      ended: (pid) => this.lock?.remove(pid),
    });
    this.kept.set(name, kept);
    await ready(await kept.start());
    kept.guard();
  }

  private async stopApps(apps: readonly App[], graceMs: number): Promise<void> {
    const names = this.replicas.filter(({ app }) => apps.includes(app)).map(({ name }) => name);
    await Promise.all(names.map(async (name) => this.kept.get(name)?.stop(graceMs)));
  }

  private async startApp({ app, name, settings }: Replica, database: BankDatabase, natsUrl: string): Promise<void> {
    const logFile = places(settings.dataDir).logOf(name);
    const logBegins = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
    const { profile, dataDir } = settings;
    // There is no sample of a public key, as nobody could sign with it (design 5).
    const telnyxPublicKey =
      profile === 'demo' ? ensureSigningPair(places(dataDir).secrets, 'networks/telnyx.key') : undefined;
    const surroundings = { natsUrl, databaseUrl: database.urlFor(app), telnyxPublicKey };
    const told = appEnvironment(app, settings, surroundings, this.usersOwn);
    const env = this.household.altered(name, told);
    const args = [...nodeFlags(this.parts.folder, app), this.parts.appScript(app)];
    const spec = {
      name,
      command: process.execPath,
      args,
      env,
      cwd: this.parts.folder,
      logFile,
      stopSignal: 'SIGTERM',
    } as const;
    await this.keep(
      name,
      () => startChild(spec),
      (child) => untilReady(child, settings.healthPorts[app], () => lastWords(logFile, logBegins)),
    );
  }

  private async startMailCatcher(): Promise<void> {
    const { settings, parts } = this;
    const logFile = places(settings.dataDir).logOf('mail-catcher');
    const spec = {
      name: 'the mail catcher',
      command: process.execPath,
      args: [...nodeFlags(parts.folder), parts.mailCatcherScript],
      env: {
        PATH: this.usersOwn['PATH'] ?? '',
        SMTP_PORT: String(settings.smtpPort),
        MAIL_UI_PORT: String(settings.mailUiPort),
        MAIL_DIR: places(settings.dataDir).mail,
      },
      cwd: parts.folder,
      logFile,
      stopSignal: 'SIGTERM',
    } as const;
    await this.keep(
      'mail catcher',
      () => startChild(spec),
      (child) => untilReady(child, settings.mailUiPort, () => lastWords(logFile, 0)),
    );
  }

  /** The invented bank's data, and people who may sign in to its administration. */
  private async furnishDemo(database: BankDatabase): Promise<readonly DemoMember[]> {
    const { keysOf, demoStaff: file } = places(this.settings.dataDir);
    const bankName = this.usersOwn['BANK_NAME'] ?? 'Banka Demo';
    const place = { databaseUrl: database.urlFor('gateway'), secretsDir: keysOf('gateway'), bankName };
    await this.steps.step("loading the demo bank's data", () => this.startFeed());
    return this.parts.demoStaff({ ...place, file });
  }

  private async startFeed(): Promise<void> {
    const secretsDir = places(this.settings.dataDir).keysOf('importer');
    const log = () => undefined;
    // Loaded now, as the services and the database took their time.
    const { accessToBus } = await import('./access-to-bus.js');
    const bus = accessToBus('importer', this.settings, this.usersOwn);
    this.feed = new DemoFeed(
      () => this.parts.importDemo({ bus, secretsDir, log }),
      (line) => this.steps.say(line),
    );
    await this.feed.start();
  }

  /** Tells on the screen what apps log as errors, one line an app and look; the rest is in the file. */
  private watchLogs(): void {
    const { logOf } = places(this.settings.dataDir);
    const watches = this.replicas.map(({ name }) => [name, new LogWatch(logOf(name))] as const);
    this.watching = setInterval(() => {
      for (const [name, watch] of watches) {
        const [first, ...more] = watch.newErrors();
        if (first !== undefined)
          this.steps.say(`! ${name}: ${first}${more.length > 0 ? ` (and ${more.length} more, see its log)` : ''}`);
      }
    }, LOOK_FOR_ERRORS_MS);
  }
}

function makeFolders(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Problem(
        `The folder ${folder} cannot be made (${code ?? 'unknown'}): give this user the one above it, or set DATA_DIR to another.`,
      );
    }
  }
}
