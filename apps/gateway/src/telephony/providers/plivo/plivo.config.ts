import { z } from 'zod';
import { LanguageList, SecretList } from '../../comma-list.js';

/** What the adapter cannot do without, and the sample the demo signs with. */
export const PLIVO_SECRETS = { PLIVO_AUTH_TOKEN: 'demo-plivo-secret' };

/** Settings of the Plivo connection, read when `plivo` is among `TELEPHONY_PROVIDERS`. */
export const PlivoSettings = z.object({
  /** Auth token of the account, or subaccount, that owns the numbers; two, with a comma, while it is being changed. */
  PLIVO_AUTH_TOKEN: SecretList.optional(),
  /** Auth id of the account (`MA…`); when set, webhooks that name another are refused. */
  PLIVO_AUTH_ID: z
    .string()
    .regex(/^[A-Z0-9]{20}$/, { error: 'must be 20 capital letters and digits' })
    .optional(),
  /** Plivo's voice for English, and its language tag. There is none for Albanian. */
  PLIVO_VOICE_EN: z
    .string()
    .regex(/^(?:WOMAN|MAN|Polly\.\w{1,40})$/, { error: 'must be WOMAN, MAN or Polly.…' })
    .default('Polly.Amy'),
  PLIVO_VOICE_EN_LANGUAGE: z
    .string()
    .regex(/^en(-[A-Z]{2})?$/)
    .default('en-GB'),
  /** Languages played from our own audio although Plivo has a voice for them: `en`, or empty. */
  PLIVO_PLAY_LANGUAGES: LanguageList.default([]),
  /** Number shown to agents on a transfer; unset: the caller's own. Must belong to the account. */
  PLIVO_CALLER_ID: z
    .string()
    .regex(/^\+[1-9]\d{7,14}$/, { error: 'must be a number in international form' })
    .optional(),
});
export type PlivoSettings = z.output<typeof PlivoSettings>;

/** Injection token of {@link PlivoOptions}. */
export const PLIVO_OPTIONS = Symbol('PLIVO_OPTIONS');

/** What the guard works with. */
export interface PlivoOptions {
  /** Our address as Plivo calls it, without a slash at its end. */
  publicUrl: string;
  authTokens: readonly string[];
  authId: string | undefined;
}
