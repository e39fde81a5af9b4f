import type { DataSource, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';

/**
 * Stores new rows and brings known ones (by `id`) up to date, all or none; an unchanged row is not written again, so that
 * a feed may repeat everything it knows. An id may stand in a batch once, and all rows have the same columns. New rows are
 * numbered in the order of the batch.
 *
 * One batch of a service at a time: two that meet on the same rows in different order would block each other.
 */
export async function storeBatch<Row extends ObjectLiteral & { id: string }>(
  dataSource: DataSource,
  entity: EntityTarget<Row>,
  rows: readonly QueryDeepPartialEntity<Row>[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const metadata = dataSource.getMetadata(entity);
  const columns = metadata.columns.filter(({ propertyName }) => propertyName in first);
  const values = rows.map((row) => valuesOf(row as ObjectLiteral, columns));
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock(hashtext(current_schema()))');
    await manager.query(upsert(metadata, columns), [JSON.stringify(values)]);
  });
}

type Columns = EntityMetadata['columns'];

/** One statement for any number of rows: building one of many parameters costs more than storing them. */
function upsert({ tableName }: EntityMetadata, columns: Columns): string {
  const names = columns.map(({ databaseName }) => `"${databaseName}"`);
  const rest = names.filter((name) => name !== '"id"');
  const list = (prefix = '') => rest.map((name) => `${prefix}${name}`).join(', ');
  return `INSERT INTO "${tableName}" AS stored (${names.join(', ')})
    SELECT ${names.join(', ')} FROM json_populate_recordset(NULL::"${tableName}", $1::json)
    ON CONFLICT (id) DO UPDATE SET (${list()}) = ROW(${list('EXCLUDED.')})
    WHERE ROW(${list('stored.')}) IS DISTINCT FROM ROW(${list('EXCLUDED.')})`;
}

/** A row as JSON that PostgreSQL reads into the types of its columns. */
function valuesOf(row: ObjectLiteral, columns: Columns): ObjectLiteral {
  return Object.fromEntries(
    columns.map(({ databaseName, propertyName }) => [
      databaseName,
      jsonOf((row as Record<string, unknown>)[propertyName]),
    ]),
  );
}

function jsonOf(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value;
}
