import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../bootstrap/problem.mjs';
import type { BusUser } from '#libs/contracts';
import type { App } from './apps.js';

const PORT = { error: 'must be a whole number from 1 to 65535' };
const Port = z.coerce.number(PORT).int(PORT).min(1, PORT).max(65_535, PORT);

/** What `npm start` itself reads. */
export const StartEnvironment = z.object({
  DATA_DIR: z.string().default('.data'),
  PROFILE: z.enum(['demo', 'production']).default('demo'),
  NODE_ENV: z.string().optional(),
  GATEWAY_HOST: z.string().default('127.0.0.1'),
  GATEWAY_PORT: Port.default(3000),
  AGI_HOST: z.string().default('127.0.0.1'),
  AGI_PORT: Port.default(4573),
  TELEPHONY_PROVIDERS: z.string().optional(),
  ADMIN_HOST: z.string().default('127.0.0.1'),
  ADMIN_PORT: Port.default(3001),
  PUBLIC_URL: z.url().optional(),
  NATS_PORT: Port.default(4222),
  NATS_URL: z.string().optional(),
  NATS_TEAMS_FILE: z.string().optional(),
  POSTGRES_PORT: Port.default(5433),
  SMTP_PORT: Port.default(1025),
  SMTP_URL: z.string().optional(),
  MAIL_UI_PORT: Port.default(1080),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  GATEWAY_HEALTH_PORT: Port.default(3010),
  AUTH_HEALTH_PORT: Port.default(3011),
  ACCOUNTS_HEALTH_PORT: Port.default(3012),
  CARDS_HEALTH_PORT: Port.default(3013),
  NOTIFICATIONS_HEALTH_PORT: Port.default(3014),
});

/** How this copy of the bank is to run. */
export interface StartSettings {
  /** Everything that survives a restart lives here; an absolute path. */
  readonly dataDir: string;
  readonly profile: 'demo' | 'production';
  readonly gatewayHost: string;
  readonly gatewayPort: number;
  /** Where staff reach the gateway. */
  readonly adminHost: string;
  readonly adminPort: number;
  readonly publicUrl: string;
  /** Where Asterisk reaches the gateway, when that way in is open. */
  readonly agi: { readonly host: string; readonly port: number } | undefined;
  readonly natsPort: number;
  /** An existing server to use instead of one of our own. */
  readonly natsUrl: string | undefined;
  /** Teams outside that may speak on the bus: an absolute path. */
  readonly natsTeamsFile: string | undefined;
  readonly postgresPort: number;
  /** An existing server to use instead, for a role that may make databases and roles. */
  readonly databaseUrl: string | undefined;
  /** Where e-mails of the demo are handed in. */
  readonly smtpPort: number;
  /** Where they are shown. */
  readonly mailUiPort: number;
  /** Whether e-mails stay on this machine: in the demo, unless a mail server is named. */
  readonly catchesMail: boolean;
  readonly healthPorts: Readonly<Record<App, number>>;
  /** How many processes each app has: from 1 to 9. */
  readonly replicas: number;
}

/**
 * Reads what `npm start` itself needs to know; the rest is for the apps to read.
 * @throws Problem naming every variable that cannot be used, never its value.
 */
export function readStartSettings(
  environment: NodeJS.ProcessEnv,
  folder: string,
  args: readonly string[] = [],
): StartSettings {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = StartEnvironment.safeParse(given);
  if (!result.success) {
    const wrong = result.error.issues.map((issue) => `${issue.path.join('.')} (${issue.message})`);
    throw new Problem(`These settings cannot be used: ${wrong.join(', ')}; .env.example explains each.`);
  }
  const env = result.data;
  if (env.PROFILE === 'demo' && env.NODE_ENV === 'production')
    throw new Problem('NODE_ENV=production refuses the samples of the demo: set PROFILE=production too.');
  return {
    dataDir: absolute(env.DATA_DIR, folder),
    profile: env.PROFILE,
    gatewayHost: env.GATEWAY_HOST,
    gatewayPort: env.GATEWAY_PORT,
    agi: hasAsterisk(env) ? { host: env.AGI_HOST, port: env.AGI_PORT } : undefined,
    adminHost: env.ADMIN_HOST,
    adminPort: env.ADMIN_PORT,
    publicUrl: env.PUBLIC_URL ?? `http://127.0.0.1:${env.GATEWAY_PORT}`,
    natsPort: env.NATS_PORT,
    natsUrl: env.NATS_URL,
    natsTeamsFile: env.NATS_TEAMS_FILE && absolute(env.NATS_TEAMS_FILE, folder),
    postgresPort: env.POSTGRES_PORT,
    databaseUrl: env.DATABASE_URL,
    smtpPort: env.SMTP_PORT,
    mailUiPort: env.MAIL_UI_PORT,
    catchesMail: env.PROFILE === 'demo' && env.SMTP_URL === undefined,
    healthPorts: {
      gateway: env.GATEWAY_HEALTH_PORT,
      auth: env.AUTH_HEALTH_PORT,
      accounts: env.ACCOUNTS_HEALTH_PORT,
      cards: env.CARDS_HEALTH_PORT,
      notifications: env.NOTIFICATIONS_HEALTH_PORT,
    },
    replicas: replicasIn(args),
  };
}

/** @throws Problem for anything else on the command line. */
function replicasIn(args: readonly string[]): number {
  const [, replicas = ''] = /^(?:--replicas[= ]([1-9]))?$/.exec(args.join(' ')) ?? [];
  if (args.length > 0 && replicas === '')
    throw new Problem('npm start takes nothing but --replicas and a number from 1 to 9: npm start -- --replicas 2.');
  return replicas === '' ? 1 : Number(replicas);
}

/** In the demo every network is switched on, elsewhere those that are named. */
function hasAsterisk({ PROFILE, TELEPHONY_PROVIDERS: named }: z.output<typeof StartEnvironment>): boolean {
  if (named === undefined) return PROFILE === 'demo';
  return named.split(',').some((name) => name.trim() === 'asterisk');
}

function absolute(path: string, folder: string): string {
  if (path.startsWith('~/')) return join(homedir(), path.slice(2));
  return isAbsolute(path) ? path : join(folder, path);
}

/** Name of the variable that moves an app's health port. */
export function healthPortVariable(app: App): string {
  return `${app.toUpperCase()}_HEALTH_PORT`;
}

/** Where each kind of thing lies below DATA_DIR. */
export function places(dataDir: string) {
  return {
    runFile: join(dataDir, 'run.json'),
    logs: join(dataDir, 'logs'),
    postgres: join(dataDir, 'postgres'),
    secrets: join(dataDir, 'secrets'),
    /** Who may do what on the bus. */
    natsConfig: join(dataDir, 'nats.conf'),
    /** A service sees its own folder of keys and no other (S3). */
    keysOf: (owner: BusUser) => join(dataDir, 'secrets', owner),
    logOf: (name: string) => join(dataDir, 'logs', `${name.toLowerCase()}.log`),
    audio: join(dataDir, 'audio'),
    /** Signed heads of the audit trail: the second place, outside the database (S33). */
    auditHeads: join(dataDir, 'audit-heads'),
    /** How far imports of the bank's data came, and the rows they refused. */
    imports: join(dataDir, 'imports'),
    /** Files that were uploaded to the administration and wait for the importer. */
    uploads: join(dataDir, 'uploads'),
    mailSpool: join(dataDir, 'mail-spool'),
    mail: join(dataDir, 'mail'),
    /** Who may sign in to the administration of the demo, with passwords. */
    demoStaff: join(dataDir, 'demo-staff.json'),
  };
}
