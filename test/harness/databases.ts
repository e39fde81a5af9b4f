import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { TestServers } from '../environment/servers.js';

/** Runs one piece of work on the test's PostgreSQL, as its administrator. */
export async function asAdmin<T>(servers: TestServers, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: servers.adminUrl('postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes a database like another one. @returns its name. */
export async function copyDatabase(servers: TestServers, template: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(servers, async (client) => {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    // Rights on a database itself are not copied with it.
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${name} TO auth, accounts, cards, notifications, gateway`);
  });
  return name;
}

/** Drops a database, ending whoever still uses it. */
export async function dropDatabase(servers: TestServers, name: string): Promise<void> {
  await asAdmin(servers, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}
