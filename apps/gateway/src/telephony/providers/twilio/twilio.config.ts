import { z } from 'zod';
import { LanguageList, SecretList } from '../../comma-list.js';

/** What the adapter cannot do without, and the sample the demo signs with. */
export const TWILIO_SECRETS = { TWILIO_AUTH_TOKEN: 'demo-twilio-auth-token' };

/** Settings of the Twilio connection, read when `twilio` is among `TELEPHONY_PROVIDERS`. */
export const TwilioSettings = z.object({
  /** Auth token of the account that owns the numbers; two, with a comma, while it is being changed. */
  TWILIO_AUTH_TOKEN: SecretList.optional(),
  /** Account id (`AC…`); when set, webhooks of any other account are refused. */
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-fA-F]{32}$/, { error: 'must be AC and 32 hexadecimal digits' })
    .optional(),
  /** Twilio's voice for English, and its language tag. There is none for Albanian. */
  TWILIO_VOICE_EN: z
    .string()
    .regex(/^[\w.-]{1,80}$/)
    .default('Polly.Amy-Neural'),
  TWILIO_VOICE_EN_LANGUAGE: z
    .string()
    .regex(/^en(-[A-Z]{2})?$/)
    .default('en-GB'),
  /** Languages played from our own audio although Twilio has a voice for them: `en`, or empty. */
  TWILIO_PLAY_LANGUAGES: LanguageList.default([]),
  /** Number shown to agents on a transfer; unset: the caller's own. Must belong to the account. */
  TWILIO_CALLER_ID: z
    .string()
    .regex(/^\+[1-9]\d{7,14}$/, { error: 'must be a number in international form' })
    .optional(),
});
export type TwilioSettings = z.output<typeof TwilioSettings>;

/** Injection token of {@link TwilioOptions}. */
export const TWILIO_OPTIONS = Symbol('TWILIO_OPTIONS');

/** What the adapter works with. */
export interface TwilioOptions {
  /** Our address as Twilio calls it, without a slash at its end. */
  publicUrl: string;
  authTokens: readonly string[];
  accountSid: string | undefined;
  bankName: string;
  voice: { name: string; language: string };
  playLanguages: TwilioSettings['TWILIO_PLAY_LANGUAGES'];
  callerId: string | undefined;
}
