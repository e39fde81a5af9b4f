import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { APPS, type App } from '../../tools/start/apps.js';
import type { TestBank } from './start-bank.js';

const REFUSED = '42501';

/**
 * S29: the role a service signs in with reads and writes its own tables, and can do nothing else.
 * @param table one of its own.
 */
export function itOwnsItsSchemaOnly(app: App, bank: () => TestBank, table: string): void {
  describe(`S29: the role of ${app}`, () => {
    let client: Client;
    beforeAll(async () => {
      client = new Client({ connectionString: bank().databaseUrl(app) });
      await client.connect();
    });
    afterAll(() => client.end());

    it('reads its own tables', async () => {
      await expect(client.query(`SELECT count(*) FROM ${app}.${table}`)).resolves.toBeDefined();
    });

    it.each([
      `CREATE TABLE ${app}.more (id int)`,
      `ALTER TABLE ${app}.${table} ADD COLUMN more int`,
      `DROP TABLE ${app}.${table}`,
      `TRUNCATE ${app}.${table}`,
      `CREATE TABLE public.more (id int)`,
      `CREATE SCHEMA more`,
      `CREATE ROLE more`,
      `DELETE FROM ${app}.migrations`,
      `SET ROLE postgres`,
      `COPY ${app}.${table} TO PROGRAM 'true'`,
    ])('cannot %s', async (command) => {
      await expect(client.query(command)).rejects.toMatchObject({ code: REFUSED });
    });

    it.each(APPS.filter((other) => other !== app))('cannot look into the schema of %s', async (other) => {
      await expect(client.query(`SELECT * FROM ${other}.migrations`)).rejects.toMatchObject({ code: REFUSED });
    });
  });
}
