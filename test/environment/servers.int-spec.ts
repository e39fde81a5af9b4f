import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { greeting } from '../../tools/start/nats.js';
import { isRunning, processIdentity } from '../../tools/start/processes/identity.js';
import { asAdmin, copyDatabase, dropDatabase } from '../harness/databases.js';
import { startNats, type TestNats, testServers } from './servers.js';

async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

describe('the PostgreSQL of the tests', () => {
  const servers = testServers();
  let database: string;
  beforeAll(async () => {
    database = await copyDatabase(servers, servers.template);
  });
  afterAll(() => dropDatabase(servers, database));

  it('S29: is as durable as services insist on', async () => {
    const sql = `SELECT name FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'on'`;
    expect(await ask(servers.adminUrl(database), sql)).toHaveLength(3);
  });

  it('listens on loopback alone', async () => {
    const sql = `SELECT current_setting('listen_addresses') AS hosts, current_setting('unix_socket_directories') AS sockets`;
    expect(await ask(servers.adminUrl(database), sql)).toEqual([{ hosts: '127.0.0.1', sockets: '' }]);
  });

  it('gives each test a migrated database of its own, and each service its role', async () => {
    const sql = `SELECT current_user AS role, to_regclass('cards.cards')::text AS cards`;
    expect(await ask(servers.urlFor('cards', database), sql)).toEqual([{ role: 'cards', cards: 'cards' }]);
  });

  it('knows how texts of the bank are ordered and cased, whatever the machine speaks', async () => {
    const sql = `SELECT upper('çë') AS upper, datlocprovider AS provider FROM pg_database WHERE datname = current_database()`;
    expect(await ask(servers.adminUrl(database), sql)).toEqual([{ upper: 'ÇË', provider: 'b' }]);
  });

  it('drops a database although somebody is still connected', async () => {
    const other = await copyDatabase(servers, servers.template);
    const client = new Client({ connectionString: servers.adminUrl(other) });
    client.on('error', () => undefined);
    await client.connect();
    await dropDatabase(servers, other);
    const found = await asAdmin(servers, (admin) => admin.query('SELECT FROM pg_database WHERE datname = $1', [other]));
    expect(found.rowCount).toBe(0);
  });
});

describe('the NATS of a test', () => {
  let nats: TestNats;
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats.stop());
  const greets = async () => (await greeting('127.0.0.1', Number(new URL(nats.url).port))) !== undefined;

  it('takes connections as soon as it is started', async () => {
    expect(await greets()).toBe(true);
  });

  it('is killed, and comes back at the same address', async () => {
    const before = processIdentity(nats.pid)!;
    const { url } = nats;
    await nats.kill();
    expect([isRunning(before), await greets()]).toEqual([false, false]);
    await nats.restart();
    expect([nats.url, await greets()]).toEqual([url, true]);
  });

  it('has a port of its own beside another', async () => {
    const other = await startNats();
    expect(other.url).not.toBe(nats.url);
    await other.stop();
    expect(await greets()).toBe(true);
  });
});
