/** The stages of the Dockerfile that become images, in the order of a start. */
export const TARGETS = [
  'migrate',
  'auth',
  'accounts',
  'cards',
  'notifications',
  'gateway',
  'importer',
  'mail-catcher',
] as const;
export type Target = (typeof TARGETS)[number];

/** The stages that all of them are made from, and what is done there. */
export const STAGES = { dependencies: 'installing their dependencies', build: 'building the sources' } as const;
export type Stage = keyof typeof STAGES;

/** The name under which a stage's image is kept on this machine. */
export const imageOf = (stage: Stage | Target): string => `localhost/phone-banking/${stage}:check`;
