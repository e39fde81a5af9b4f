/** The stages of the Dockerfile that become images, in the order of a start. */
export const TARGETS = ['migrate', 'auth', 'accounts', 'cards', 'notifications', 'gateway', 'mail-catcher'] as const;
export type Target = (typeof TARGETS)[number];

/** The name under which a target's image is kept on this machine. */
export const imageOf = (target: Target): string => `localhost/phone-banking/${target}:check`;
