import { z } from 'zod';
import { LanguageList, SecretList } from '../../comma-list.js';

/** What the adapter cannot do without, and the sample the demo signs with. */
export const SIGNALWIRE_SECRETS = { SIGNALWIRE_SIGNING_KEY: 'demo-signalwire-secret' };

/** Settings of the SignalWire connection, read when `signalwire` is among `TELEPHONY_PROVIDERS`. */
export const SignalwireSettings = z.object({
  /** Signing key of the project (`PSK_…`), not its API token; two, with a comma, while it is being changed. */
  SIGNALWIRE_SIGNING_KEY: SecretList.optional(),
  /** Project id; when set, webhooks of any other project are refused. */
  SIGNALWIRE_PROJECT_ID: z.uuid({ error: 'must be the id of a project, a UUID' }).optional(),
  /** SignalWire's voice for English, and its language tag. There is none for Albanian. */
  SIGNALWIRE_VOICE_EN: z
    .string()
    .regex(/^[\w.-]{1,80}$/)
    .default('Polly.Amy'),
  SIGNALWIRE_VOICE_EN_LANGUAGE: z
    .string()
    .regex(/^en(-[A-Z]{2})?$/)
    .default('en-GB'),
  /** Languages played from our own audio although SignalWire has a voice for them: `en`, or empty. */
  SIGNALWIRE_PLAY_LANGUAGES: LanguageList.default([]),
  /** Number shown to agents on a transfer; unset: the caller's own. Must be owned by or verified in the project. */
  SIGNALWIRE_CALLER_ID: z
    .string()
    .regex(/^\+[1-9]\d{7,14}$/, { error: 'must be a number in international form' })
    .optional(),
});
export type SignalwireSettings = z.output<typeof SignalwireSettings>;

/** Injection token of {@link SignalwireOptions}. */
export const SIGNALWIRE_OPTIONS = Symbol('SIGNALWIRE_OPTIONS');

/** What the guard works with. */
export interface SignalwireOptions {
  /** Our address as SignalWire calls it, without a slash at its end. */
  publicUrl: string;
  signingKeys: readonly string[];
  projectId: string | undefined;
}
