import type { CardTransactionRecord } from '#libs/contracts';
import { bigintColumn } from '#libs/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A movement on a card, in the card's currency; below zero: a purchase. */
@Entity('card_transactions')
export class CardTransactionEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'card_id' })
  cardId!: string;

  @Column('date')
  date!: string;

  /** Grows with each new transaction of the feed: of two on the same day the larger is the later. */
  @Column({ type: 'bigint', name: 'imported_no', insert: false, update: false, transformer: bigintColumn })
  importedNo!: bigint;

  @Column('bigint', { name: 'amount_minor', transformer: bigintColumn })
  amountMinor!: bigint;

  @Column('char', { length: 3 })
  currency!: string;

  @Column('varchar', { length: 500 })
  description!: string;

  @Column('varchar')
  state!: CardTransactionRecord['state'];
}
