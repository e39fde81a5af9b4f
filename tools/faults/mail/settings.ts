import type { Settings } from './fault-bank.js';
import type { Size } from './verdict.js';

/** How many e-mails notifications has under way: K of security.md §3, for each kill. */
export const CONNECTIONS = 10;

/** What notifications is told: everything as in service, but for times that would make a run take hours. */
export function settingsFor(size: Size): Settings & { readonly EMAIL_LEASE_SECONDS: string } {
  const common = { SMTP_CONNECTIONS: String(CONNECTIONS), EMAIL_STOP_SECONDS: '1' };
  if (size === 'full') {
    return {
      ...common,
      EMAIL_LEASE_SECONDS: '60',
      EMAIL_FIRST_PAUSE_SECONDS: '5',
      EMAIL_LONGEST_PAUSE_SECONDS: '40',
      EMAIL_UNKNOWN_PAUSE_SECONDS: '15',
      SMTP_TIMEOUT_SECONDS: '15',
      SMTP_REPLY_SECONDS: '15',
    };
  }
  return {
    ...common,
    EMAIL_LEASE_SECONDS: '10',
    EMAIL_FIRST_PAUSE_SECONDS: '1',
    EMAIL_LONGEST_PAUSE_SECONDS: '4',
    EMAIL_UNKNOWN_PAUSE_SECONDS: '1',
    SMTP_TIMEOUT_SECONDS: '3',
    SMTP_REPLY_SECONDS: '3',
  };
}
