import { storeBatch } from '#libs/bank-feed';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import { RecipientEntity } from './recipient.entity.js';

/** A client as an e-mail is addressed to them. */
export interface Recipient {
  readonly name: string;
  /** `null`: none, or mail to it does not arrive. */
  readonly address: string | null;
  readonly sealedPassword: Buffer | null;
}

/** Reads and stores recipients; opens no password. */
@Injectable()
export class RecipientsRepository {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** `undefined`: the bank never sent a record of this client. */
  async find(clientId: string): Promise<Recipient | undefined> {
    const [row] = await this.dataSource.query<
      { name: string; address: string | null; sealed_password: Buffer | null }[]
    >(
      `SELECT name, sealed_password,
              CASE WHEN NOT email_undeliverable AND bounced_email IS DISTINCT FROM email THEN email END AS address
       FROM recipients WHERE id = $1`,
      [clientId],
    );
    return row && { name: row.name, address: row.address, sealedPassword: row.sealed_password };
  }

  /** As it is on record, whether or not mail to it arrives; undefined as above. */
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
  async lockedEmail(manager: EntityManager, clientId: string): Promise<{ email: string | null } | undefined> {
    const [row] = await manager.query<{ email: string | null }[]>(
      'SELECT email FROM recipients WHERE id = $1 FOR UPDATE',
      [clientId],
    );
    return row;
  }

  async setEmail(manager: EntityManager, clientId: string, email: string | null): Promise<void> {
    await manager.query('UPDATE recipients SET email = $2, email_undeliverable = false WHERE id = $1', [
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
