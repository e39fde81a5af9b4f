import { ConfigurationError, readSettings } from '#libs/config';
import { migrate, type ServiceSchema } from '#libs/persistence';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { ACCOUNTS_SCHEMA } from '../../apps/accounts/src/persistence/schema.js';
import { AUTH_SCHEMA } from '../../apps/auth/src/persistence/schema.js';
import { CARDS_SCHEMA } from '../../apps/cards/src/persistence/schema.js';
import { GATEWAY_SCHEMA } from '../../apps/gateway/src/calls/persistence/schema.js';
import { NOTIFICATIONS_SCHEMA } from '../../apps/notifications/src/persistence/schema.js';
import { closeDatabase, ensureRole, MissingRoleError } from './roles.js';

const SCHEMAS = {
  auth: AUTH_SCHEMA,
  accounts: ACCOUNTS_SCHEMA,
  cards: CARDS_SCHEMA,
  notifications: NOTIFICATIONS_SCHEMA,
  gateway: GATEWAY_SCHEMA,
} satisfies Record<string, ServiceSchema>;

/** Every service with a schema; the role that signs in bears the same name. */
export type SchemaName = keyof typeof SCHEMAS;
const NAMES = Object.keys(SCHEMAS) as SchemaName[];

/** Of this platform, so that two that start at once bring the database up to date one after the other. */
const MIGRATION_LOCK = 7_461_202_611;

export interface MigrateOptions {
  /** The bank's database, as a role that may make roles and schemas. */
  readonly adminUrl: string;
  /** Passwords of the services' roles; a role without one must exist and keeps what it has. */
  readonly passwords: Readonly<Partial<Record<SchemaName, string>>>;
  /** Hears of each migration that was run. */
  readonly log?: (line: string) => void;
}

/**
 * Brings roles, rights and tables of all services to their newest version; harmless when there is nothing to do.
 * @throws MissingRoleError when a role is missing and no password was given.
 */
export async function migrateAll({ adminUrl, passwords, log = () => undefined }: MigrateOptions): Promise<void> {
  // One connection, which holds the lock while others do the work.
  const database = new DataSource({ type: 'postgres', url: adminUrl, logging: false, poolSize: 1 });
  await database.initialize();
  try {
    await database.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    for (const name of NAMES) await ensureRole(database, name, passwords[name]);
    await closeDatabase(database, NAMES);
    for (const name of NAMES) {
      for (const migration of await migrate(SCHEMAS[name], adminUrl)) log(`${name}: ${migration}`);
    }
  } finally {
    // Ends the session, and the lock with it.
    await database.destroy();
  }
}

const Password = z.string().min(8).optional();

const MigrateSettings = z.object({
  MIGRATION_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'is not the address of a PostgreSQL database' }),
  AUTH_DATABASE_PASSWORD: Password,
  ACCOUNTS_DATABASE_PASSWORD: Password,
  CARDS_DATABASE_PASSWORD: Password,
  NOTIFICATIONS_DATABASE_PASSWORD: Password,
  GATEWAY_DATABASE_PASSWORD: Password,
});

/** What `npm run migrate` does. */
async function main(): Promise<void> {
  const settings = readSettings(MigrateSettings, process.env);
  const given = {
    auth: settings.AUTH_DATABASE_PASSWORD,
    accounts: settings.ACCOUNTS_DATABASE_PASSWORD,
    cards: settings.CARDS_DATABASE_PASSWORD,
    notifications: settings.NOTIFICATIONS_DATABASE_PASSWORD,
    gateway: settings.GATEWAY_DATABASE_PASSWORD,
  };
  const passwords = Object.fromEntries(Object.entries(given).filter(([, password]) => password !== undefined));
  await migrateAll({ adminUrl: settings.MIGRATION_DATABASE_URL, passwords, log: (line) => console.log(line) });
  console.log('the database is up to date');
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    const expected = error instanceof ConfigurationError || error instanceof MissingRoleError;
    // Not the error itself: the driver's carry parameters, here passwords.
    console.error(error instanceof Error ? (expected ? error.message : error.stack) : error);
    process.exitCode = 1;
  });
}
