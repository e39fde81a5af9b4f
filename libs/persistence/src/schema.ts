import pg from 'pg';
import { DataSource, type DataSourceOptions, type MixedList } from 'typeorm';
import { CarefulPool } from './careful-pool.js';

/** The part of the database one service owns: its schema, its role (same name), its tables. */
export interface ServiceSchema {
  readonly name: string;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type for a class
  readonly entities: MixedList<Function>;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- as above
  readonly migrations: MixedList<Function>;
  /** What else must be in the schema, such as the tables of a library; run after the migrations, harmless to repeat. */
  readonly prepare?: (adminUrl: string) => Promise<void>;
}

/** How long anything may take on a connection of a service: statements end in the server before the client gives up (S29). */
export const connectionLimits = {
  connectionTimeoutMillis: 1_000,
  query_timeout: 3_000,
  statement_timeout: 2_500,
  idle_in_transaction_session_timeout: 5_000,
} as const;

/**
 * How a service connects: with its own role, which has no DDL, and within {@link connectionLimits}. Migrations are run by
 * another role, never here.
 */
export function serviceDatabase(schema: ServiceSchema, url: string, poolSize = 10): DataSourceOptions {
  return {
    type: 'postgres',
    driver: { ...pg, Pool: CarefulPool },
    url,
    schema: schema.name,
    entities: schema.entities,
    synchronize: false,
    migrationsRun: false,
    logging: false,
    poolSize,
    connectTimeoutMS: connectionLimits.connectionTimeoutMillis,
    applicationName: schema.name,
    extra: {
      ...connectionLimits,
      // Names without a schema are this service's own.
      options: `-c search_path=${schema.name}`,
    },
  };
}

/**
 * Brings one schema to its newest version, as a role that may change tables, and gives the service's role what it needs.
 * @param adminUrl a database role that may create schemas.
 * @returns names of the migrations that were run.
 */
export async function migrate(schema: ServiceSchema, adminUrl: string): Promise<string[]> {
  const name = schema.name;
  const owner = new DataSource({
    type: 'postgres',
    url: adminUrl,
    schema: name,
    migrations: schema.migrations,
    migrationsTableName: 'migrations',
    synchronize: false,
    logging: false,
    extra: { options: `-c search_path=${name}` },
  });
  const preparation = new DataSource({ type: 'postgres', url: adminUrl, logging: false });
  await preparation.initialize();
  try {
    await preparation.query(`CREATE SCHEMA IF NOT EXISTS "${name}"`);
    await preparation.query(`GRANT USAGE ON SCHEMA "${name}" TO "${name}"`);
    await preparation.query(
      `ALTER DEFAULT PRIVILEGES IN SCHEMA "${name}" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "${name}"`,
    );
    await preparation.query(
      `ALTER DEFAULT PRIVILEGES IN SCHEMA "${name}" GRANT USAGE, SELECT ON SEQUENCES TO "${name}"`,
    );
  } finally {
    await preparation.destroy();
  }
  await owner.initialize();
  try {
    const run = await owner.runMigrations({ transaction: 'each' });
    // The rights given above cover this table too; a service that could write it could undo its own schema.
    await owner.query(`REVOKE ALL ON TABLE migrations FROM "${name}"`);
    await schema.prepare?.(adminUrl);
    return run.map((migration) => migration.name);
  } finally {
    await owner.destroy();
  }
}
