import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePassword } from '../start/key-files.js';
import { freePort } from '../start/ports.js';
import { BANK_DATABASE, databaseUrl } from '../start/postgres/bank-database.js';
import { places } from '../start/settings.js';

/** A whole bank of its own: free ports, a folder of its own, gone afterwards. */
export interface Platform {
  readonly gateway: string;
  readonly natsUrl: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** Where it listens for Asterisk, on loopback. */
  readonly agiPort: string;
  readonly gatewayHealth: string;
  readonly authHealth: string;
  readonly stop: () => Promise<void>;
}

const READY = 'phone banking is ready';
const START_MS = 120_000;

/** Starts the platform as `npm start` does. @throws Error with its last words when it does not come up. */
export async function startPlatform(extra: Record<string, string> = {}): Promise<Platform> {
  const dataDir = await mkdtemp(join(tmpdir(), 'phone-banking-bench-'));
  const names = [
    'GATEWAY_PORT',
    'ADMIN_PORT',
    'AGI_PORT',
    'NATS_PORT',
    'POSTGRES_PORT',
    'SMTP_PORT',
    'MAIL_UI_PORT',
    'GATEWAY_HEALTH_PORT',
    'AUTH_HEALTH_PORT',
    'ACCOUNTS_HEALTH_PORT',
    'CARDS_HEALTH_PORT',
    'NOTIFICATIONS_HEALTH_PORT',
  ];
  const ports: Record<string, string> = {};
  for (const name of names) ports[name] = String(await freePort());
  const main = fileURLToPath(new URL('../start/main.js', import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      ...ports,
      LOG_LEVEL: 'warn',
      GATEWAY_MAX_CONNECTIONS_PER_ADDRESS: '2000',
      ...extra,
      DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  await ready(child);
  const port = (name: string) => ports[name] ?? '';
  return {
    gateway: `http://127.0.0.1:${port('GATEWAY_PORT')}`,
    agiPort: port('AGI_PORT'),
    natsUrl: `nats://127.0.0.1:${port('NATS_PORT')}`,
    databaseUrl: adminUrl(dataDir, port('POSTGRES_PORT')),
    dataDir,
    gatewayHealth: `http://127.0.0.1:${port('GATEWAY_HEALTH_PORT')}`,
    authHealth: `http://127.0.0.1:${port('AUTH_HEALTH_PORT')}`,
    stop: async () => {
      await stopped(child);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function adminUrl(dataDir: string, port: string): string {
  const password = ensurePassword(places(dataDir).secrets, 'database/postgres.password');
  return databaseUrl({ host: '127.0.0.1', port: Number(port), database: BANK_DATABASE }, 'postgres', password);
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why: string) => reject(new Error(`the platform did not start (${why}):\n${output.slice(-2_000)}`));
    const timer = setTimeout(() => fail('too slow'), START_MS);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes(READY)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`exit ${String(code)}`);
    });
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    if (child.exitCode !== null || !child.kill('SIGTERM')) resolve();
  });
}
