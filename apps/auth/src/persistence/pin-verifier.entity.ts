import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a PIN can be checked against and not be read from (S2). Of no use with another card's id, or without the pepper. */
@Entity('pin_verifiers')
export class PinVerifierEntity {
  @PrimaryColumn('uuid', { name: 'card_id' })
  cardId!: string;

  @Column('varchar')
  algorithm!: string;

  @Column('smallint')
  cost!: number;

  @Column('integer', { name: 'pepper_version' })
  pepperVersion!: number;

  @Column('varchar')
  verifier!: string;

  /** The bank's count of this card's PINs; a greater one replaces the verifier. */
  @Column('integer', { name: 'pin_version' })
  pinVersion!: number;
}
