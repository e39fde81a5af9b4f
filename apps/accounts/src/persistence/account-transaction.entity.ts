import { bigintColumn } from '#libs/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A posted movement on an account, in the account's currency; below zero: money out. */
@Entity('account_transactions')
export class AccountTransactionEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'account_id' })
  accountId!: string;

  @Column('date')
  date!: string;

  @Column('bigint', { name: 'amount_minor', transformer: bigintColumn })
  amountMinor!: bigint;

  @Column('varchar', { length: 500 })
  description!: string;
}
