import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { asAdmin, dropDatabase } from '../../test/harness/databases.js';
import { testServers, type TestServers } from '../../test/environment/servers.js';
import { migrateAll } from './main.js';
import { ensureRole, MissingRoleError } from './roles.js';

const suffix = randomUUID().replaceAll('-', '');
const database = `migrate_${suffix}`;
let servers: TestServers;
beforeAll(async () => {
  servers = testServers();
  await asAdmin(servers, (client) => client.query(`CREATE DATABASE ${database}`));
});
afterAll(() => dropDatabase(servers, database));

/** Roles belong to the whole server and are there: their passwords must stay as the other tests know them. */
const migrateNew = (log: (line: string) => void) =>
  migrateAll({ adminUrl: servers.adminUrl(database), passwords: {}, log });

describe('migrating an empty database', () => {
  it('makes every schema, also when two start at once, and has nothing to do after that', async () => {
    const lines: string[] = [];
    await Promise.all([migrateNew((line) => lines.push(line)), migrateNew((line) => lines.push(line))]);
    expect(lines).toContain('cards: CreateCards1763769700000');
    expect(lines).toContain('accounts: CreateAccounts1763769700000');
    expect(new Set(lines).size).toBe(lines.length);
    const again: string[] = [];
    await migrateNew((line) => again.push(line));
    expect(again).toEqual([]);
  }, 60_000);

  it('S29: leaves a service’s role no temporary table and nothing in the schema public', async () => {
    const client = new Client({ connectionString: servers.urlFor('cards', database) });
    await client.connect();
    const refused = { code: '42501' };
    await expect(client.query('CREATE TEMPORARY TABLE more (id int)')).rejects.toMatchObject(refused);
    await expect(client.query('CREATE TABLE public.more (id int)')).rejects.toMatchObject(refused);
    await client.end();
  });
});

describe('the role of a service', () => {
  const role = `role_${suffix}`;
  let admin: DataSource;
  beforeAll(async () => {
    admin = await new DataSource({ type: 'postgres', url: servers.adminUrl(database) }).initialize();
  });
  afterAll(async () => {
    await admin.query(`DROP OWNED BY ${role}`);
    await admin.query(`DROP ROLE ${role}`);
    await admin.destroy();
  });
  const signsIn = async (password: string) => {
    const url = new URL(servers.adminUrl(database));
    [url.username, url.password] = [role, encodeURIComponent(password)];
    const client = new Client({ connectionString: url.href });
    return client.connect().then(
      () => client.end().then(() => true),
      () => false,
    );
  };

  it('must exist where no password is given to make it with', async () => {
    await expect(ensureRole(admin, role, undefined)).rejects.toThrow(MissingRoleError);
    await expect(ensureRole(admin, role, undefined)).rejects.toThrow(`${role.toUpperCase()}_DATABASE_PASSWORD`);
  });

  it('signs in with its password, whatever is in it, and after a change with the new one only', async () => {
    const [first, second] = [`pass'word"\\%s $1 `, 'another password'];
    await ensureRole(admin, role, first);
    await admin.query(`GRANT CONNECT ON DATABASE ${database} TO ${role}`);
    expect(await signsIn(first)).toBe(true);
    await ensureRole(admin, role, second);
    expect([await signsIn(first), await signsIn(second)]).toEqual([false, true]);
    await ensureRole(admin, role, undefined);
    expect(await signsIn(second)).toBe(true);
  });

  it('S29: may make no role, no database and see no more than its rows', async () => {
    const [row] = await admin.query<Record<string, boolean>[]>(
      'SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = $1',
      [role],
    );
    expect(new Set(Object.values(row ?? {}))).toEqual(new Set([false]));
  });
});
