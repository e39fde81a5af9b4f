import type { App } from './apps.js';

/** Who has a folder of keys: the apps, and the tool that loads the bank's data. */
export type KeyOwner = App | 'importer';

/** A key file: 32 random bytes, known to its owner alone (S3), and where its public half goes. */
export interface SecretKey {
  readonly owner: KeyOwner;
  readonly file: string;
  /** `random`: no public half. `seal`: seed of a crypto_box pair. `sign`: seed of an Ed25519 pair. */
  readonly kind: 'random' | 'seal' | 'sign';
  readonly publicHalves: readonly { readonly owner: KeyOwner; readonly file: string }[];
}

/** All keys of the bank. */
export const SECRET_KEYS: readonly SecretKey[] = [
  { owner: 'auth', file: 'pan.key', kind: 'random', publicHalves: [] },
  { owner: 'auth', file: 'pin-pepper-1.key', kind: 'random', publicHalves: [] },
  {
    owner: 'auth',
    file: 'seal-1.key',
    kind: 'seal',
    publicHalves: [
      { owner: 'gateway', file: 'seal-1.pub' },
      { owner: 'importer', file: 'seal-1.pub' },
    ],
  },
  {
    owner: 'auth',
    file: 'grant.key',
    kind: 'sign',
    publicHalves: [
      { owner: 'accounts', file: 'grant.pub' },
      { owner: 'cards', file: 'grant.pub' },
      { owner: 'notifications', file: 'grant.pub' },
    ],
  },
  {
    owner: 'gateway',
    file: 'seal-sender.key',
    kind: 'seal',
    publicHalves: [{ owner: 'auth', file: 'seal-sender-gateway.pub' }],
  },
  { owner: 'gateway', file: 'audio.key', kind: 'random', publicHalves: [] },
  { owner: 'gateway', file: 'admin.key', kind: 'random', publicHalves: [] },
  { owner: 'gateway', file: 'audit.key', kind: 'random', publicHalves: [] },
  {
    owner: 'importer',
    file: 'seal-sender.key',
    kind: 'seal',
    publicHalves: [
      { owner: 'auth', file: 'seal-sender-importer.pub' },
      { owner: 'notifications', file: 'seal-sender-importer.pub' },
    ],
  },
  { owner: 'notifications', file: 'statement-password.key', kind: 'random', publicHalves: [] },
  {
    owner: 'notifications',
    file: 'seal-notifications.key',
    kind: 'seal',
    publicHalves: [{ owner: 'importer', file: 'seal-notifications.pub' }],
  },
];
