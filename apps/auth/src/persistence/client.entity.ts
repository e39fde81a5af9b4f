import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FoundClient } from '../domain/credential.js';

/** A client as far as auth asks about them: who they are and whether they may use self-service. */
@Entity('clients')
export class ClientEntity {
  /** Derived from the bank's own key of the client. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('char', { name: 'client_number', length: 9 })
  clientNumber!: string;

  @Column('varchar')
  type!: FoundClient['type'];

  @Column('varchar')
  status!: FoundClient['status'];

  @Column('date', { name: 'birth_date', nullable: true })
  birthDate!: string | null;
}
