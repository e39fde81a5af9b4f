import type { ServiceSchema } from '#libs/persistence';

/** The part of the database notifications owns; it has no table yet. */
export const NOTIFICATIONS_SCHEMA: ServiceSchema = { name: 'notifications', entities: [], migrations: [] };
