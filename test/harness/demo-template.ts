import { asAdmin, copyDatabase } from './databases.js';
import type { TestServers } from '../environment/servers.js';

/** The database every test of the demo bank begins with. */
const DEMO_TEMPLATE = 'demo_bank_template';
/** Held while it is made. */
const DEMO_TEMPLATE_LOCK = 461_202_612;

/**
 * Makes, once in a run of all tests, the database that has the demo bank in it: to hash its PINs for every test file
 * would take longer than most of them. Its PINs open with the keys of this run only.
 * @param fill starts the services on a database and imports the demo bank.
 * @returns its name.
 */
export async function demoTemplate(servers: TestServers, fill: (database: string) => Promise<void>): Promise<string> {
  return asAdmin(servers, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [DEMO_TEMPLATE_LOCK]);
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [DEMO_TEMPLATE]);
    if (found.rowCount === 0) {
      const unfinished = await copyDatabase(servers, servers.template);
      await fill(unfinished);
      // It gets its name when it is complete.
      await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${DEMO_TEMPLATE}`);
    }
    return DEMO_TEMPLATE;
  });
}
