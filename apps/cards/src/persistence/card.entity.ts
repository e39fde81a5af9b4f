import { bigintColumn } from '#libs/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Card } from '../domain/card.js';

/** A card without its number; the columns of credit terms are all set or all `null`. */
@Entity('cards')
export class CardEntity {
  /** Derived from the bank's own key of the card. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'client_id' })
  clientId!: string;

  @Column('varchar')
  kind!: Card['kind'];

  @Column('varchar')
  status!: Card['status'];

  @Column('boolean')
  supplementary!: boolean;

  @Column('char', { name: 'last_four', length: 4 })
  lastFour!: string;

  @Column('date', { name: 'active_from', nullable: true })
  activeFrom!: string | null;

  @Column('char', { name: 'expiry_month', length: 7 })
  expiryMonth!: string;

  @Column('uuid', { name: 'linked_account_ids', array: true })
  linkedAccountIds!: string[];

  @Column('char', { length: 3, nullable: true })
  currency!: string | null;

  @Column('bigint', { name: 'approved_limit_minor', nullable: true, transformer: bigintColumn })
  approvedLimitMinor!: bigint | null;

  @Column('bigint', { name: 'available_limit_minor', nullable: true, transformer: bigintColumn })
  availableLimitMinor!: bigint | null;

  @Column('bigint', { name: 'statement_balance_minor', nullable: true, transformer: bigintColumn })
  statementBalanceMinor!: bigint | null;

  @Column('bigint', { name: 'statement_paid_minor', nullable: true, transformer: bigintColumn })
  statementPaidMinor!: bigint | null;

  @Column('bigint', { name: 'minimum_payment_minor', nullable: true, transformer: bigintColumn })
  minimumPaymentMinor!: bigint | null;

  @Column('date', { name: 'last_cut_date', nullable: true })
  lastCutDate!: string | null;

  @Column('date', { name: 'due_date', nullable: true })
  dueDate!: string | null;
}
