import { CreateGrantedData1763769600000 } from '#libs/granted-data';
import type { ServiceSchema } from '#libs/persistence';
import { AccountTransactionEntity } from './account-transaction.entity.js';
import { AccountEntity } from './account.entity.js';
import { CreateAccounts1763769700000 } from './migrations/1763769700000-create-accounts.js';
import { CreateStatementExports1763779700000 } from './migrations/1763779700000-create-statement-exports.js';

/** The part of the database accounts owns. */
export const ACCOUNTS_SCHEMA: ServiceSchema = {
  name: 'accounts',
  entities: [AccountEntity, AccountTransactionEntity],
  migrations: [CreateGrantedData1763769600000, CreateAccounts1763769700000, CreateStatementExports1763779700000],
};
