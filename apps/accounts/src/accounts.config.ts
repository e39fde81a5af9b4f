import { CommonSettings } from '#libs/config';
import { DateTime } from 'luxon';
import { z } from 'zod';

/** What accounts reads from its environment. */
export const AccountsSettings = CommonSettings.extend({
  /** Decides which day it is, and so which period a statement covers. */
  BANK_TIMEZONE: z
    .string()
    .default('Europe/Tirane')
    .refine((zone) => DateTime.local({ zone }).isValid, { error: 'is not an IANA time zone' }),
});
export type AccountsSettings = z.output<typeof AccountsSettings>;

/** Injection token of the settings. */
export const ACCOUNTS_SETTINGS = Symbol('ACCOUNTS_SETTINGS');
