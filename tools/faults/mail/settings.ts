import type { Size } from '../suite.js';
import type { Settings } from './fault-bank.js';

/** How many e-mails notifications has under way: K of security.md §3, for each kill. */
export const CONNECTIONS = 10;

const COMMON = { SMTP_CONNECTIONS: String(CONNECTIONS), EMAIL_STOP_SECONDS: '1' };

const IN_A_HURRY = {
  ...COMMON,
  EMAIL_LEASE_SECONDS: '10',
  EMAIL_FIRST_PAUSE_SECONDS: '1',
  EMAIL_LONGEST_PAUSE_SECONDS: '4',
  EMAIL_UNKNOWN_PAUSE_SECONDS: '1',
  SMTP_TIMEOUT_SECONDS: '3',
  SMTP_REPLY_SECONDS: '3',
};

/** What notifications is told: everything as in service, but for times that would make a run take hours. */
const SETTINGS = {
  small: IN_A_HURRY,
  ci: IN_A_HURRY,
  full: {
    ...COMMON,
    EMAIL_LEASE_SECONDS: '60',
    EMAIL_FIRST_PAUSE_SECONDS: '5',
    EMAIL_LONGEST_PAUSE_SECONDS: '40',
    EMAIL_UNKNOWN_PAUSE_SECONDS: '15',
    SMTP_TIMEOUT_SECONDS: '15',
    SMTP_REPLY_SECONDS: '15',
  },
} satisfies Readonly<Record<Size, Settings>>;

export function settingsFor(size: Size): (typeof SETTINGS)[Size] {
  return SETTINGS[size];
}
