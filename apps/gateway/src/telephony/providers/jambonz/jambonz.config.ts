import { Switch } from '#libs/config';
import type { Language } from '#libs/speech';
import { z } from 'zod';
import { LanguageList, SecretList } from '../../comma-list.js';

/** What the adapter cannot do without, and the sample the demo signs with. */
export const JAMBONZ_SECRETS = { JAMBONZ_WEBHOOK_SECRET: 'demo-jambonz-secret' };

const Voice = z.string().regex(/^[\w.-]{1,80}$/);

/** Settings of the jambonz connection, read when `jambonz` is among `TELEPHONY_PROVIDERS`. */
export const JambonzSettings = z.object({
  /** Webhook secret of the account; two, with a comma, while it is being changed. */
  JAMBONZ_WEBHOOK_SECRET: SecretList.optional(),
  /**
   * Whether a result must name the verb it is of, which binds the signed body to its address. Off only for a feature
   * server too old to send `verb_id`; one that is sent must be right all the same.
   */
  JAMBONZ_VERB_ID_REQUIRED: Switch.default(true),
  /** Languages played from our own audio; the others are spoken by the vendor below, so their texts leave the bank. */
  JAMBONZ_PLAY_LANGUAGES: LanguageList.default(['sq', 'en']),
  /** Speech vendor of the account, as its portal names it, and its voices. */
  JAMBONZ_VOICE_VENDOR: z
    .string()
    .regex(/^[\w:-]{1,80}$/)
    .default('microsoft'),
  JAMBONZ_VOICE_SQ: Voice.default('sq-AL-AnilaNeural'),
  JAMBONZ_VOICE_EN: Voice.default('en-GB-SoniaNeural'),
  JAMBONZ_VOICE_EN_LANGUAGE: z
    .string()
    .regex(/^en(-[A-Z]{2})?$/)
    .default('en-GB'),
  /** Number shown to agents on a transfer; unset: the caller's own. */
  JAMBONZ_CALLER_ID: z
    .string()
    .regex(/^\+[1-9]\d{7,14}$/, { error: 'must be a number in international form' })
    .optional(),
});
export type JambonzSettings = z.output<typeof JambonzSettings>;

/** Injection token of {@link JambonzOptions}. */
export const JAMBONZ_OPTIONS = Symbol('JAMBONZ_OPTIONS');

/** What the adapter works with. */
export interface JambonzOptions {
  /** Our address as jambonz calls it, without a slash at its end. */
  publicUrl: string;
  secrets: readonly string[];
  verbIdRequired: boolean;
  bankName: string;
  voices: Readonly<Record<'sq' | 'en', { vendor: string; language: string; voice: string }>>;
  playLanguages: readonly Language[];
  callerId: string | undefined;
}
