import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { Pool, QueryResultRow } from 'pg';

/**
 * One statement that PostgreSQL keeps planned on each connection: for the few that every step of a call runs. A name stands
 * for one text, always.
 * @returns the rows, also of a statement that changes something and says what with `RETURNING`.
 */
export async function prepared<Row extends QueryResultRow>(
  dataSource: DataSource,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const pool = (dataSource.driver as PostgresDriver).master as Pool;
  const { rows } = await pool.query<Row>({ name, text, values: [...values] });
  return rows;
}
