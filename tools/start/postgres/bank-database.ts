import { Client } from 'pg';
import { Problem } from '../../bootstrap/problem.mjs';

/** The database all services share, each in its own schema. */
export const BANK_DATABASE = 'bank';

/** Address of a database, for one role. */
export function databaseUrl(
  server: { host: string; port: number; database: string },
  role: string,
  password: string,
): string {
  const url = new URL('postgres://host');
  url.hostname = server.host;
  url.port = String(server.port);
  url.pathname = `/${server.database}`;
  url.username = role;
  url.password = password;
  return url.href;
}

/** The same database for another role. */
export function asRole(url: string, role: string, password: string): string {
  const changed = new URL(url);
  changed.username = role;
  changed.password = password;
  return changed.href;
}

/**
 * Makes the bank's database if the server has none yet.
 * @param url the database itself, for a role that may make it.
 * @throws Problem when the server is not there or does not let us in.
 */
export async function ensureDatabase(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  const refusal = await connectionRefusal(url);
  if (refusal === undefined) return;
  if (refusal.code !== NO_SUCH_DATABASE) throw new Problem(explain(url, refusal));
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new Client({ connectionString: maintenance.href, connectionTimeoutMillis: CONNECT_MS });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

const NO_SUCH_DATABASE = '3D000';
const WRONG_PASSWORD = '28P01';
const CONNECT_MS = 5_000;

async function connectionRefusal(url: string): Promise<{ code: string; message: string } | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    return { code: code ?? '', message };
  } finally {
    await client.end();
  }
}

/** Names the server, never the password. */
function explain(url: string, { code, message }: { code: string; message: string }): string {
  const { host } = new URL(url);
  if (code === WRONG_PASSWORD) {
    return `PostgreSQL on ${host} refuses the password: restore the secrets that belong to this database, or correct DATABASE_URL.`;
  }
  return `PostgreSQL on ${host} cannot be used (${code || message}): start it, or correct DATABASE_URL.`;
}
