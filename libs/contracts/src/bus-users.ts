/**
 * Who speaks on the bus: the five apps, the bank's own feed, and staff at the command line. Each has a key of its own, and
 * the rights that the contracts give it (S25). Teams outside are not named here but where the bus is set up.
 */
export const BUS_USERS = ['gateway', 'auth', 'accounts', 'cards', 'notifications', 'importer', 'staff'] as const;
export type BusUser = (typeof BUS_USERS)[number];
