/** The services that speak over the bus; they start at once, in any order (F26). */
export const SERVICES = ['auth', 'accounts', 'cards', 'notifications'] as const;

/** Every process of the bank. The gateway is last to come and first to go. */
export const APPS = [...SERVICES, 'gateway'] as const;
export type App = (typeof APPS)[number];
