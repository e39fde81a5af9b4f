import { CreateGrantedData1763769600000 } from '#libs/granted-data';
import type { ServiceSchema } from '#libs/persistence';
import { prepareJobs } from './delivery-jobs.js';
import { CreateNotifications1763780000000 } from './migrations/1763780000000-create-notifications.js';
import { CreateNotices1763790200000 } from './migrations/1763790200000-create-notices.js';
import { RecipientEntity } from './recipient.entity.js';

/** The part of the database notifications owns. */
export const NOTIFICATIONS_SCHEMA: ServiceSchema = {
  name: 'notifications',
  entities: [RecipientEntity],
  migrations: [CreateGrantedData1763769600000, CreateNotifications1763780000000, CreateNotices1763790200000],
  prepare: prepareJobs,
};
