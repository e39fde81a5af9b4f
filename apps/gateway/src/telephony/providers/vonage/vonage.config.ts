import { Switch } from '#libs/config';
import type { Language } from '#libs/speech';
import { z } from 'zod';
import { LanguageList, SecretList } from '../../comma-list.js';

/** What the adapter cannot do without, and the sample the demo signs with. */
export const VONAGE_SECRETS = { VONAGE_SIGNATURE_SECRET: 'demo-vonage-secret' };

/** Settings of the Vonage connection, read when `vonage` is among `TELEPHONY_PROVIDERS`. */
export const VonageSettings = z.object({
  /** Signature secret of the account, not its API secret; two, with a comma, while it is being changed. */
  VONAGE_SIGNATURE_SECRET: SecretList.optional(),
  /** When set, webhooks of any other account, or of another application, are refused. */
  VONAGE_API_KEY: z
    .string()
    .regex(/^[0-9A-Za-z]{6,32}$/)
    .optional(),
  VONAGE_APPLICATION_ID: z.uuid().optional(),
  /**
   * Languages played from our own audio although Vonage has a voice for them: `en`, or empty. What Vonage speaks stands in
   * its logs for a month, balances among it.
   */
  VONAGE_PLAY_LANGUAGES: LanguageList.default(['en']),
  /** Vonage's voice for English: its language tag, its number, and whether it is one of the better ones. */
  VONAGE_VOICE_EN_LANGUAGE: z
    .string()
    .regex(/^en-[A-Z]{2}(-[A-Z]{3})?$/)
    .default('en-GB'),
  VONAGE_VOICE_EN_STYLE: z.coerce.number().int().min(0).max(99).default(0),
  VONAGE_VOICE_EN_PREMIUM: Switch.default(false),
  /** Number shown to agents on a transfer; must be one of the account. Unset: none. */
  VONAGE_CALLER_ID: z
    .string()
    .regex(/^\+[1-9]\d{7,14}$/, { error: 'must be a number in international form' })
    .optional(),
});
export type VonageSettings = z.output<typeof VonageSettings>;

/** Injection token of {@link VonageOptions}. */
export const VONAGE_OPTIONS = Symbol('VONAGE_OPTIONS');

/** What the adapter works with. */
export interface VonageOptions {
  /** Our address as Vonage calls it, without a slash at its end. */
  publicUrl: string;
  secrets: readonly string[];
  apiKey: string | undefined;
  applicationId: string | undefined;
  bankName: string;
  voice: { language: string; style: number; premium: boolean };
  playLanguages: readonly Language[];
  callerId: string | undefined;
}
