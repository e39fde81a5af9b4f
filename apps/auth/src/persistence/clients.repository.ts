import type { ClientRecord } from '#libs/contracts';
import { idOf } from '#libs/identity';
import { type DataSource, type EntityManager, In } from 'typeorm';
import { ClientEntity } from './client.entity.js';

/** Stores clients and the numbers registered for them. */
export class ClientsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The ids of the clients who have these client numbers. */
  async ownersOf(clientNumbers: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.dataSource.manager.findBy(ClientEntity, { clientNumber: In([...clientNumbers]) });
    return new Map(rows.map((row) => [row.clientNumber, row.id]));
  }

  /** All of them or none. One batch at a time: two on the same clients in different order would block each other. */
  async store(records: readonly ClientRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.dataSource.transaction(async (manager) => {
      await manager.query("SELECT pg_advisory_xact_lock(hashtextextended('clients import', 0))");
      const known = await manager.findBy(ClientEntity, {
        id: In(records.map(({ sourceId }) => idOf('client', sourceId))),
      });
      await manager.upsert(ClientEntity, records.map(toRow), {
        conflictPaths: ['id'],
        skipUpdateIfNoValuesChanged: true,
      });
      await storePhones(manager, records, new Set(known.map(({ id }) => id)));
    });
  }
}

function toRow({
  sourceId,
  clientNumber,
  type,
  status,
  birthDate,
}: ClientRecord): Pick<ClientEntity, keyof ClientEntity> {
  return { id: idOf('client', sourceId), clientNumber, type, status, birthDate };
}

/** A number a known client did not have before is a change, and may be in quarantine (D12). */
async function storePhones(
  manager: EntityManager,
  records: readonly ClientRecord[],
  known: ReadonlySet<string>,
): Promise<void> {
  const clientIds = records.map(({ sourceId }) => idOf('client', sourceId));
  const pairs = records.flatMap(({ phones }, index) => phones.map((phone) => [clientIds[index], phone] as const));
  const columns = [pairs.map(([clientId]) => clientId), pairs.map(([, phone]) => phone)];
  await manager.query(
    `DELETE FROM client_phones WHERE client_id = ANY ($3::uuid[]) AND (client_id, number) NOT IN (
       SELECT * FROM unnest($1::uuid[], $2::varchar[]))`,
    [...columns, clientIds],
  );
  await manager.query(
    `INSERT INTO client_phones (client_id, number, changed_at)
     SELECT client_id, number, CASE WHEN client_id = ANY ($3::uuid[]) THEN now() END
     FROM unnest($1::uuid[], $2::varchar[]) AS given (client_id, number)
     ON CONFLICT DO NOTHING`,
    [...columns, [...known]],
  );
}
