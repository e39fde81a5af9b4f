import { CommonSettings, Switch } from '#libs/config';
import { type CountryCode, isSupportedCountry } from 'libphonenumber-js';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { itemsAddedBy, MatrixSetting, narrowedMatrix } from './domain/verification-matrix.js';
import type { VerificationPolicy } from './domain/verification-policy.js';

/** A whole number between two bounds. */
const whole = (min: number, max: number, fallback: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

/** JSON of the cells to narrow; a cell may lose items and never gain one (requirements 4.4). */
const Matrix = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(MatrixSetting)
  .superRefine((setting, context) => {
    for (const added of itemsAddedBy(setting)) {
      context.addIssue({ code: 'custom', message: `may only take items away; ${added} is not in the table` });
    }
  })
  .transform(narrowedMatrix);

/** What auth reads from its environment. Settings of requirements 4 and 13, bounded so that none of them opens a hole. */
export const AuthSettings = CommonSettings.extend({
  /** The card's own PIN, or a separate one for the phone, which is recommended (S4, D30). */
  PIN_KIND: z.enum(['card', 'telephone']).default('card'),
  /** Who accepted that a card's PIN is keyed on a phone; needed for `card`, as keypad tones cannot meet ISO 9564 (S4). */
  PIN_CARD_PIN_ACCEPTED_BY: z.string().trim().min(3).max(200).optional(),
  /** Consecutive wrong PINs that lock a card (S11). */
  PIN_MAX_FAILURES: whole(1, 5, 3),
  /** Wrong PINs since the last right one that lock a card until staff release it (S11). */
  PIN_MAX_FAILURES_TOTAL: whole(1, 10, 10),
  /** Hours a lock lasts; 0: until staff release it. */
  PIN_LOCK_HOURS: whole(0, 720, 24),
  /** bcrypt's cost: the highest at which one check takes at most 250 ms here (S2). */
  PIN_BCRYPT_COST: whole(10, 14, 12),
  /** Failed verifications that close self-service for the call. */
  VERIFY_MAX_PER_CALL: whole(1, 5, 3),
  /** Failed verifications in five minutes, from unregistered numbers together, above which they wait 15 minutes (S14). */
  VERIFY_GLOBAL_MAX_FAILURES: whole(1, 10_000, 60),
  /** Failed verifications in 24 hours that block a caller number for 24 hours. */
  CALLER_NUMBER_MAX_FAILURES: whole(1, 20, 6),
  /** Different cards a caller number may try in 24 hours. */
  CALLER_NUMBER_MAX_CARDS: whole(1, 20, 4),
  /** `attested`: only a number the network vouches for is a client's own (D12). */
  CALLER_NUMBER_TRUST: z.enum(['network', 'attested']).default('network'),
  /** What a withheld or unusable number may do (D11). */
  WITHHELD_NUMBER: z.enum(['refuse', 'as_unregistered']).default('refuse'),
  /** Refuses the client number of who has an active card (D2); recommended. */
  CLIENT_NUMBER_ONLY_WITHOUT_ACTIVE_CARD: Switch.default(false),
  /** Days after a change of registered number in which it gives no access by client number (D12); 0: none. */
  CLIENT_NUMBER_QUARANTINE_DAYS: whole(0, 365, 0),
  ADULT_AGE: whole(16, 25, 18),
  /** Gives the meaning of a number without international prefix (P17). */
  BANK_COUNTRY: z
    .string()
    .default('AL')
    .refine((country): country is CountryCode => isSupportedCountry(country), {
      error: 'is not a country code such as AL',
    }),
  /** Decides which day it is: ages, activation and expiry of cards. */
  BANK_TIMEZONE: z
    .string()
    .default('Europe/Tirane')
    .refine((zone) => IANAZone.isValidZone(zone), { error: 'is not an IANA time zone' }),
  /** Life of a grant, in minutes. */
  CALL_MAX_MINUTES: whole(1, 120, 20),
  VERIFICATION_MATRIX: Matrix.default(narrowedMatrix({})),
}).superRefine((settings, context) => {
  if (settings.PIN_KIND === 'card' && settings.PIN_CARD_PIN_ACCEPTED_BY === undefined) {
    const message = 'is not set: with PIN_KIND=card somebody must have accepted the risk by name (S4)';
    context.addIssue({ code: 'custom', path: ['PIN_CARD_PIN_ACCEPTED_BY'], message });
  }
  if (settings.PIN_MAX_FAILURES_TOTAL < settings.PIN_MAX_FAILURES) {
    const message = 'must not be below PIN_MAX_FAILURES';
    context.addIssue({ code: 'custom', path: ['PIN_MAX_FAILURES_TOTAL'], message });
  }
});
export type AuthSettings = z.output<typeof AuthSettings>;

/** The settings as the rules of verification know them. */
export function policyOf(settings: AuthSettings): VerificationPolicy {
  return {
    maxFailuresInCall: settings.VERIFY_MAX_PER_CALL,
    maxFailuresOfNumber: settings.CALLER_NUMBER_MAX_FAILURES,
    maxCardsOfNumber: settings.CALLER_NUMBER_MAX_CARDS,
    maxFailuresOfUnregistered: settings.VERIFY_GLOBAL_MAX_FAILURES,
    pin: {
      maxFailures: settings.PIN_MAX_FAILURES,
      maxFailuresTotal: settings.PIN_MAX_FAILURES_TOTAL,
      lockHours: settings.PIN_LOCK_HOURS,
    },
    withheldNumber: settings.WITHHELD_NUMBER,
    clientNumber: {
      onlyWithoutActiveCard: settings.CLIENT_NUMBER_ONLY_WITHOUT_ACTIVE_CARD,
      quarantineDays: settings.CLIENT_NUMBER_QUARANTINE_DAYS,
    },
    matrix: settings.VERIFICATION_MATRIX,
    adultAge: settings.ADULT_AGE,
    grantMinutes: settings.CALL_MAX_MINUTES,
    timezone: settings.BANK_TIMEZONE,
  };
}
