import type { ChangeClientPhones, FindClient, ReplyInputOf, RequestOf } from '#libs/contracts';
import { RequestRefused } from '#libs/messaging';
import type { CountryCode } from 'libphonenumber-js';
import type { DataSource, EntityManager } from 'typeorm';
import { normaliseCallerNumber } from './domain/caller-number.js';
import { writeAudit } from './persistence/audit-entries.js';

type Client = ReplyInputOf<typeof FindClient>;

/** What staff may see of a client, and change of their registered numbers. */
export class ClientsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly country: CountryCode,
  ) {}

  /** @throws RequestRefused NOT_FOUND */
  async find({ by }: RequestOf<typeof FindClient>): Promise<Client> {
    const [column, value] = 'clientId' in by ? ['id', by.clientId] : ['client_number', by.clientNumber];
    const [row] = await this.dataSource.query<Client[]>(
      `SELECT client.id AS "clientId", client_number AS "clientNumber", type, status,
         (SELECT coalesce(json_agg(json_build_object('number', number, 'changedAt', changed_at) ORDER BY number), '[]')
          FROM client_phones WHERE client_id = client.id) AS phones,
         (SELECT coalesce(json_agg(json_build_object('cardId', card.id, 'kind', kind, 'status', card.status,
             'lastFour', last_four, 'isLocked', coalesce(locked_until > now(), false)) ORDER BY kind, last_four), '[]')
          FROM cards AS card LEFT JOIN card_tries ON card_id = card.id WHERE card.client_id = client.id) AS cards
       FROM clients AS client WHERE client.${column} = $1`,
      [value],
    );
    if (!row) throw new RequestRefused('NOT_FOUND');
    return row;
  }

  /**
   * Registers other numbers; those that stay keep their age.
   * @throws RequestRefused NOT_FOUND, CHANGED when they are no longer those of before, IMPOSSIBLE_NUMBER for one that no
   * caller can have.
   */
  async changePhones(request: RequestOf<typeof ChangeClientPhones>): Promise<{ changed: true }> {
    const { clientId, before, after, reason, proposedBy, approvedBy } = request;
    if (after.some((phone) => normaliseCallerNumber(phone, this.country) !== phone))
      throw new RequestRefused('IMPOSSIBLE_NUMBER');
    return this.dataSource.transaction(async (manager) => {
      const present = await phonesOf(manager, clientId);
      if (isSame(present, after)) return { changed: true };
      if (!isSame(present, before)) throw new RequestRefused('CHANGED');
      await manager.query('DELETE FROM client_phones WHERE client_id = $1 AND number <> ALL ($2::varchar[])', [
        clientId,
        after,
      ]);
      await manager.query(
        `INSERT INTO client_phones (client_id, number, changed_at)
         SELECT $1, number, now() FROM unnest($2::varchar[]) AS number ON CONFLICT DO NOTHING`,
        [clientId, after],
      );
      const details = { reason, before, after, approvedBy };
      await writeAudit(manager, { event: 'client_phones_changed', subject: clientId, madeBy: proposedBy, details });
      return { changed: true };
    });
  }
}

/** Alone with this client to the end of the transaction. */
async function phonesOf(manager: EntityManager, clientId: string): Promise<string[]> {
  const found = await manager.query<unknown[]>('SELECT FROM clients WHERE id = $1 FOR UPDATE', [clientId]);
  if (found.length === 0) throw new RequestRefused('NOT_FOUND');
  const rows = await manager.query<{ number: string }[]>('SELECT number FROM client_phones WHERE client_id = $1', [
    clientId,
  ]);
  return rows.map(({ number }) => number);
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return [...new Set(some)].sort().join() === [...new Set(others)].sort().join();
}
