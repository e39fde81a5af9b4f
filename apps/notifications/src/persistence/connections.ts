import { CarefulPool, connectionLimits } from '#libs/persistence';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/** Connections of the deliveries: each statement takes milliseconds, so that few serve many e-mails. */
const FOR_DELIVERIES = 6;

/** More texts than this service has; whatever comes on top is planned each time, and costs no memory. */
const MOST_NAMES = 64;
const names = new Map<string, string>();

/** Asks the database. Each text stays planned on its connection: planning cost more than all that is asked here. */
export interface Queries {
  query<Row extends QueryResultRow>(text: string, values: readonly unknown[]): Promise<Row[]>;
}

/** Some connections to the database of this service, used by nobody else. */
export class Connections implements Queries {
  private constructor(private readonly pool: Pool) {}

  /** Those of the service itself. */
  static of(dataSource: DataSource): Connections {
    return new Connections((dataSource.driver as PostgresDriver).master as Pool);
  }

  /**
   * Those of the work that follows a promise: however much of it there is, a caller never waits for one of these.
   * @param failed told when a connection breaks that nobody is using.
   */
  static forDeliveries(url: string, failed: (error: Error) => void): Connections {
    const pool = new CarefulPool({
      connectionString: url,
      application_name: 'notifications-deliveries',
      max: FOR_DELIVERIES,
      ...connectionLimits,
      // A plan is kept while its table grows from nothing to any size.
      options: '-c search_path=notifications -c enable_seqscan=off',
    });
    pool.on('error', failed);
    return new Connections(pool);
  }

  async query<Row extends QueryResultRow>(text: string, values: readonly unknown[]): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>(planned(text, values));
    return rows;
  }

  /** All of it or nothing. @throws what `work` and the commit throw; nothing was changed then, as far as can be known. */
  async transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    client.on('error', ignore);
    try {
      await client.query('BEGIN');
      const result = await work(on(client));
      await client.query('COMMIT');
      done(client);
      return result;
    } catch (error) {
      await client.query('ROLLBACK').then(
        () => done(client),
        // A connection that cannot even do that is not used again.
        () => done(client, true),
      );
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

function on(client: PoolClient): Queries {
  return {
    query: async <Row extends QueryResultRow>(text: string, values: readonly unknown[]) =>
      (await client.query<Row>(planned(text, values))).rows,
  };
}

function done(client: PoolClient, isBroken = false): void {
  client.off('error', ignore);
  client.release(isBroken);
}

/** The statement under way fails with the same error. */
function ignore(): void {
  return undefined;
}

function planned(text: string, values: readonly unknown[]) {
  const name = nameOf(text);
  return { text, values: [...values], ...(name === undefined ? {} : { name }) };
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_NAMES) return known;
  const name = `notifications-${names.size}`;
  names.set(text, name);
  return name;
}
