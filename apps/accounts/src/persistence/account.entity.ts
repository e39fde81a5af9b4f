import { bigintColumn } from '#libs/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Account } from '../domain/account.js';

/** An account with its balances; every row can be read as the domain's {@link Account}. */
@Entity('accounts')
export class AccountEntity implements Account {
  /** Derived from the bank's own key of the account. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('varchar', { length: 41 })
  number!: string;

  @Column('uuid', { name: 'holder_client_ids', array: true })
  holderClientIds!: string[];

  @Column('varchar')
  type!: Account['type'];

  @Column('varchar')
  status!: Account['status'];

  @Column('char', { length: 3 })
  currency!: string;

  @Column('date', { name: 'opened_date' })
  openedDate!: string;

  /** Posted movements only; statements rest on it, it is never spoken. */
  @Column('bigint', { name: 'booked_balance_minor', transformer: bigintColumn })
  bookedBalanceMinor!: bigint;

  @Column('bigint', { name: 'available_balance_minor', transformer: bigintColumn })
  availableBalanceMinor!: bigint;
}
