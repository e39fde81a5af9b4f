import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where a client's e-mails go, as the bank has it on record. */
@Entity('recipients')
export class RecipientEntity {
  /** The client's id. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('varchar', { length: 200 })
  name!: string;

  @Column('varchar', { length: 254, nullable: true })
  email!: string | null;

  /** The bank says that mail to it does not arrive. */
  @Column('boolean', { name: 'email_undeliverable' })
  emailUndeliverable!: boolean;

  /** Encrypted with a key that is not in the database. */
  @Column('bytea', { name: 'sealed_password', nullable: true })
  sealedPassword!: Buffer | null;
}
