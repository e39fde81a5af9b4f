import type { QueryResultRow } from 'pg';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { honest, SmtpSink } from '../../smtp-sink/index.js';
import { type App, nodeFlags } from '../../start/apps.js';
import { lastWords } from '../../start/log-watch.js';
import { freePort } from '../../start/ports.js';
import { type Child, startChild } from '../../start/processes/child.js';
import { waitUntil } from '../../start/processes/wait-until.js';
import { untilReady } from '../../start/readiness.js';
import { EVERY_PROCESS, PROJECT } from '../built.js';
import { PatientDatabase } from '../patient-database.js';
import { type Bus, Servers } from './servers.js';

const LOOK_MS = 50;
const DATABASE_BACK_MS = 30_000;

/** How deliveries stand. */
export interface Standing {
  readonly queued: number;
  readonly sending: number;
  readonly sent: number;
  readonly unknown: number;
  readonly dead: number;
}

/** What a bank in these runs is told; times are short where a case would otherwise take hours. */
export type Settings = Readonly<Record<string, string>>;

/**
 * A bank of processes, to be killed: accounts, cards and notifications as they are built, on a PostgreSQL and a NATS of
 * their own, and a mail server in this process that does what it is told.
 */
export class FaultBank {
  /** Of all cases so far. */
  readonly tally = { promised: 0, delivered: 0, extraCopies: 0, extraCopiesAllowed: 0 };
  private readonly database: PatientDatabase;
  private readonly apps = new Map<App, Child>();
  private logBegins = 0;

  private constructor(
    readonly servers: Servers,
    readonly sink: SmtpSink,
    private readonly settings: Settings,
  ) {
    this.database = new PatientDatabase(servers.adminUrl, DATABASE_BACK_MS);
  }

  static async start(settings: Settings, bus: Bus = 'keyed'): Promise<FaultBank> {
    const servers = await Servers.start(bus);
    const sink = await SmtpSink.listen({ keep: 0 });
    const bank = new FaultBank(servers, sink, settings);
    try {
      await Promise.all([bank.startApp('accounts'), bank.startApp('cards'), bank.startApp('notifications')]);
      return bank;
    } catch (error) {
      await bank.stop();
      throw error;
    }
  }

  /** Forgets what was: the next case begins with nothing under way and an honest mail server. */
  async clean(): Promise<void> {
    this.sink.script = honest;
    this.sink.maxConnections = Number.POSITIVE_INFINITY;
    const { queued, sending, unknown } = await this.standing();
    const isClean = this.apps.has('notifications') && queued + sending + unknown === 0;
    if (!isClean) await this.killNotifications();
    await this.sql('TRUNCATE notifications.deliveries, notifications.job_common');
    await this.sql('UPDATE notifications.recipients SET bounced_email = NULL, follow_up_since = NULL');
    this.sink.forget();
    if (!isClean) await this.startApp('notifications');
    this.logBegins = this.log().length;
  }

  /** kill -9, as often as wanted: nothing of the process is left. */
  async killNotifications(): Promise<void> {
    await this.apps.get('notifications')?.kill();
    this.apps.delete('notifications');
  }

  /** @throws Error when it does not run. */
  pidOf(app: App): number {
    const child = this.apps.get(app);
    if (!child) throw new Error(`${app} does not run`);
    return child.pid;
  }

  async startApp(app: App): Promise<void> {
    const healthPort = await freePort();
    const logFile = this.servers.logOf(app);
    const child = await startChild({
      name: app,
      command: process.execPath,
      args: [...nodeFlags(PROJECT, app), join(PROJECT, 'dist/apps', app, 'main.js')],
      env: {
        ...EVERY_PROCESS,
        PROFILE: 'demo',
        NATS_URL: this.servers.natsUrl,
        DATABASE_URL: this.servers.urlFor(app),
        SECRETS_DIR: this.servers.secretsOf(app),
        HEALTH_PORT: String(healthPort),
        ...(app === 'notifications' ? this.notificationsSettings() : {}),
      },
      logFile,
      stopSignal: 'SIGTERM',
    });
    this.apps.set(app, child);
    await untilReady(child, healthPort, () => lastWords(logFile, 0));
  }

  /** Rows, from a database that may be away for a moment. */
  sql<Row extends QueryResultRow>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.database.rows<Row>(text, parameters);
  }

  async standing(): Promise<Standing> {
    const rows = await this.sql<{ state: keyof Standing; count: string }>(
      'SELECT state, count(*) FROM notifications.deliveries GROUP BY state',
    );
    const none: Standing = { queued: 0, sending: 0, sent: 0, unknown: 0, dead: 0 };
    return { ...none, ...Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)])) };
  }

  /**
   * Waits until a condition holds.
   * @returns how long that took, in seconds; `undefined` when it did not within the bound.
   */
  async until(condition: () => boolean | Promise<boolean>, withinSeconds: number): Promise<number | undefined> {
    const began = performance.now();
    const settled = await waitUntil(condition, { withinMs: withinSeconds * 1_000, everyMs: LOOK_MS });
    return settled ? (performance.now() - began) / 1_000 : undefined;
  }

  /** Waits until nothing is under way any more. @returns seconds; `undefined`: not within the bound. */
  untilFinished(withinSeconds: number): Promise<number | undefined> {
    return this.until(async () => {
      const { queued, sending, unknown } = await this.standing();
      return queued + sending + unknown === 0;
    }, withinSeconds);
  }

  /** How often notifications raised this alert since the case began. */
  alerts(name: string): number {
    return this.log().slice(this.logBegins).split(`"alert":"${name}"`).length - 1;
  }

  async stop(): Promise<void> {
    await Promise.all(Array.from(this.apps.values(), (child) => child.kill()));
    await this.database.end();
    await this.sink.close();
    await this.servers.stop();
  }

  private log(): string {
    return readFileSync(this.servers.logOf('notifications'), 'latin1');
  }

  private notificationsSettings(): Settings {
    return {
      SMTP_URL: this.sink.url,
      SMTP_TLS: 'opportunistic',
      MAIL_FROM: 'statements@bank.example',
      EMAIL_SPOOL_DIR: join(this.servers.folder, 'spool'),
      ...this.settings,
    };
  }
}
