import { storeBatch } from '#libs/bank-feed';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import type { Queries } from './connections.js';
import { RecipientEntity } from './recipient.entity.js';

/** Reads and stores recipients; opens no password. */
@Injectable()
export class RecipientsRepository {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** As it is on record, whether or not mail to it arrives; `undefined`: the bank never sent a record of this client. */
  async onRecord(clientId: string): Promise<{ email: string | null; isUndeliverable: boolean } | undefined> {
    const [row] = await this.dataSource.query<{ email: string | null; isUndeliverable: boolean }[]>(
      `SELECT email, email IS NOT NULL AND (email_undeliverable OR bounced_email IS NOT DISTINCT FROM email)
                AS "isUndeliverable"
       FROM recipients WHERE id = $1`,
      [clientId],
    );
    return row;
  }

  /** Alone with this client to the end of the transaction. */
  async lockedEmail(queries: Queries, clientId: string): Promise<{ email: string | null } | undefined> {
    const [row] = await queries.query<{ email: string | null }>(
      'SELECT email FROM recipients WHERE id = $1 FOR UPDATE',
      [clientId],
    );
    return row;
  }

  async setEmail(queries: Queries, clientId: string, email: string | null): Promise<void> {
    await queries.query('UPDATE recipients SET email = $2, email_undeliverable = false WHERE id = $1', [
      clientId,
      email,
    ]);
  }

  /** The encrypted passwords these clients have, by client. */
  async sealedPasswordsOf(clientIds: readonly string[]): Promise<Map<string, Buffer>> {
    const rows = await this.dataSource
      .getRepository(RecipientEntity)
      .find({ where: { id: In([...clientIds]) }, select: { id: true, sealedPassword: true } });
    return new Map(rows.flatMap(({ id, sealedPassword }) => (sealedPassword ? [[id, sealedPassword]] : [])));
  }

  async store(rows: readonly RecipientEntity[]): Promise<void> {
    await storeBatch(this.dataSource, RecipientEntity, rows);
  }
}
