import { storeBatch } from '#libs/bank-feed';
import type { AccountRecord, AccountTransactionRecord } from '#libs/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { ArrayContains, DataSource, In } from 'typeorm';
import type { Account } from '../domain/account.js';
import { AccountTransactionEntity } from './account-transaction.entity.js';
import { AccountEntity } from './account.entity.js';
import { toAccountRow, toTransactionRow } from './account.mapper.js';

/** Reads and stores accounts; decides nothing about who may hear of them. */
@Injectable()
export class AccountsRepository {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Every account of which the client is a holder, closed ones and deposits included. */
  async heldBy(clientId: string): Promise<Account[]> {
    return this.dataSource.getRepository(AccountEntity).findBy({ holderClientIds: ArrayContains([clientId]) });
  }

  async withIds(accountIds: readonly string[]): Promise<Account[]> {
    return this.dataSource.getRepository(AccountEntity).findBy({ id: In([...accountIds]) });
  }

  async storeAccounts(records: readonly AccountRecord[]): Promise<void> {
    await storeBatch(this.dataSource, AccountEntity, records.map(toAccountRow));
  }

  async storeTransactions(records: readonly AccountTransactionRecord[]): Promise<void> {
    await storeBatch(this.dataSource, AccountTransactionEntity, records.map(toTransactionRow));
  }
}
