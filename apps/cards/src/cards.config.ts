import { CommonSettings } from '#libs/config';
import { DateTime } from 'luxon';
import { z } from 'zod';

/** What cards reads from its environment. */
export const CardsSettings = CommonSettings.extend({
  /** Decides which day it is, and so which cards are active. */
  BANK_TIMEZONE: z
    .string()
    .default('Europe/Tirane')
    .refine((zone) => DateTime.local({ zone }).isValid, { error: 'is not an IANA time zone' }),
});
export type CardsSettings = z.output<typeof CardsSettings>;

/** Injection token of the settings. */
export const CARDS_SETTINGS = Symbol('CARDS_SETTINGS');
