import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SignJWT } from 'jose';
import { Client } from 'pg';
import { startNats } from '../../start/nats.js';
import { freePort } from '../../start/ports.js';
import type { Platform } from '../platform.js';

/** The bare program under way, on the platform's PostgreSQL, and on a NATS of its own that asks for no keys. */
export interface Bare {
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

const NATS_STOP_MS = 2_000;

/** Starts the bare gateway and its service. `authToken`: what webhooks are signed with. */
export async function startBare({ databaseUrl, dataDir }: Platform, authToken: string): Promise<Bare> {
  const clientId = randomUUID();
  await makeTables(databaseUrl, clientId);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const grant = await new SignJWT({ clientId, items: ['A2'] })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setExpirationTime('2h')
    .sign(privateKey);
  const port = await freePort();
  const natsPort = await freePort();
  const nats = await startNats({ port: natsPort, logFile: join(dataDir, 'logs/bare-nats.log'), background: true });
  const env = {
    BARE_DATABASE_URL: databaseUrl,
    BARE_NATS_URL: `nats://127.0.0.1:${natsPort}`,
    BARE_PORT: String(port),
    BARE_TOKEN: authToken,
    BARE_GRANT: grant,
    BARE_GRANT_KEY: JSON.stringify(publicKey.export({ format: 'jwk' })),
  };
  const children = await Promise.all(['bare-balances.js', 'bare-gateway.js'].map((file) => startChild(file, env)));
  const stop = async () => {
    children.forEach((child) => child.kill());
    await nats.stop(NATS_STOP_MS);
  };
  return { origin: `http://127.0.0.1:${port}`, stop };
}

/** A file of this folder as a process of its own. @returns when it says it is ready. */
export function startChild(file: string, env: Record<string, string>): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { env: { ...process.env, ...env } });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`${file} ended with ${String(code)}`)));
  });
}

async function makeTables(databaseUrl: string, clientId: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`
      CREATE SCHEMA bench;
      CREATE TABLE bench.calls (id bigserial PRIMARY KEY, provider_call_id text UNIQUE, step int, state jsonb, token text, answer text);
      CREATE TABLE bench.call_log (id bigserial PRIMARY KEY, call_id bigint, at timestamptz, event text, place text);
      CREATE TABLE bench.balances (client_id uuid, currency text, minor bigint);
      CREATE INDEX ON bench.balances (client_id)`);
    for (const currency of ['ALL', 'EUR', 'EUR'])
      await client.query('INSERT INTO bench.balances VALUES ($1, $2, 1234567)', [clientId, currency]);
  } finally {
    await client.end();
  }
}
