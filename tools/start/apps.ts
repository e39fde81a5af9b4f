/** The services that speak over the bus; they start at once, in any order (F26). */
export const SERVICES = ['auth', 'accounts', 'cards', 'notifications'] as const;

/** Every process of the bank. The gateway is last to come and first to go. */
export const APPS = [...SERVICES, 'gateway'] as const;
export type App = (typeof APPS)[number];

/** What Node is told of an app, as in the Dockerfile: V8 takes what a machine has, and notifications needs little of it. */
export const NODE_FLAGS: Readonly<Partial<Record<App, readonly string[]>>> = {
  notifications: ['--max-semi-space-size=8', '--max-old-space-size=160'],
};
