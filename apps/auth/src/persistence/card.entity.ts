import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FoundCard } from '../domain/credential.js';

/** A card as a credential. Its number is in no column, only a keyed token of it (S1). */
@Entity('cards')
export class CardEntity {
  /** Derived from the bank's own key of the card. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'client_id' })
  clientId!: string;

  @Column('varchar')
  kind!: FoundCard['kind'];

  @Column('varchar')
  status!: FoundCard['status'];

  @Column('boolean')
  supplementary!: boolean;

  @Column('date', { name: 'active_from', nullable: true })
  activeFrom!: string | null;

  @Column('char', { name: 'expiry_month', length: 7 })
  expiryMonth!: string;

  @Column('bytea', { name: 'pan_token' })
  panToken!: Buffer;

  @Column('char', { name: 'last_four', length: 4 })
  lastFour!: string;
}
