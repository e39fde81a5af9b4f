import { createHash } from 'node:crypto';
import { Client } from 'pg';
import type { MigrateOptions } from '../parts.js';

/**
 * What the tables of a database were last brought up to date by: this build, and the roles' passwords. Another build
 * may bring other tables; other passwords have to be set.
 */
function noteFor(buildStamp: string, passwords: MigrateOptions['passwords']): string {
  const hash = createHash('sha256').update(buildStamp);
  for (const [role, password] of Object.entries(passwords)) hash.update(`\0${role}\0${password}`);
  return `phone banking ${hash.digest('hex')}`;
}

/**
 * Migrates, unless this very build has done so: to load what migrates takes longer than all else before the apps. The
 * note is kept as the database's own comment, so that it goes where the database goes.
 * @param buildStamp undefined when it is not known: then it always migrates.
 */
export async function migrateOnce(
  database: MigrateOptions,
  buildStamp: string | undefined,
  migrate: (options: MigrateOptions) => Promise<void>,
): Promise<void> {
  const { adminUrl, passwords } = database;
  const note = buildStamp === undefined ? undefined : noteFor(buildStamp, passwords);
  const client = new Client({ connectionString: adminUrl });
  // Told by the query under way or the next one.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ note: string | null; name: string }>(
      `SELECT shobj_description(oid, 'pg_database') AS note, quote_ident(datname) AS name
       FROM pg_database WHERE datname = current_database()`,
    );
    const [found] = rows;
    if (found === undefined || (note !== undefined && found.note === note)) return;
    await migrate(database);
    if (note !== undefined) await client.query(`COMMENT ON DATABASE ${found.name} IS ${client.escapeLiteral(note)}`);
  } finally {
    await client.end();
  }
}
