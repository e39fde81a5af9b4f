import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';

/**
 * Stores new rows and brings known ones (by `id`) up to date, all or none; an unchanged row is not written again, so that
 * a feed may repeat everything it knows. An id may stand in a batch once.
 *
 * One batch of a service at a time: two that meet on the same rows in different order would block each other.
 */
export async function storeBatch<Row extends ObjectLiteral & { id: string }>(
  dataSource: DataSource,
  entity: EntityTarget<Row>,
  rows: readonly QueryDeepPartialEntity<Row>[],
): Promise<void> {
  if (rows.length === 0) return;
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock(hashtext(current_schema()))');
    await manager.upsert(entity, [...rows], { conflictPaths: ['id'], skipUpdateIfNoValuesChanged: true });
  });
}
