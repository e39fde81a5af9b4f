import { CreateGrantedData1763769600000 } from '#libs/granted-data';
import type { ServiceSchema } from '#libs/persistence';
import { CardTransactionEntity } from './card-transaction.entity.js';
import { CardEntity } from './card.entity.js';
import { CreateCards1763769700000 } from './migrations/1763769700000-create-cards.js';
import { CreateTransactionExports1763779700000 } from './migrations/1763779700000-create-transaction-exports.js';

/** The part of the database cards owns. */
export const CARDS_SCHEMA: ServiceSchema = {
  name: 'cards',
  entities: [CardEntity, CardTransactionEntity],
  migrations: [CreateGrantedData1763769600000, CreateCards1763769700000, CreateTransactionExports1763779700000],
};
