import { Switch } from '#libs/config';
import { z } from 'zod';
import { LanguageList } from '../../comma-list.js';

/** What the adapter cannot do without; there is no sample, as the demo makes a pair of keys of its own. */
export const TELNYX_SECRETS = { TELNYX_PUBLIC_KEY: null };

const VoiceName = z.string().regex(/^[\w.-]{1,80}$/);
const KEY = { error: 'must be an Ed25519 public key, 32 bytes in base64' };

/** Settings of the Telnyx connection, read when `telnyx` is among `TELEPHONY_PROVIDERS`. */
export const TelnyxSettings = z.object({
  /** Public key of the account, from the portal; two, with a comma, while it is being changed. */
  TELNYX_PUBLIC_KEY: z
    .string()
    .transform((text) => text.split(',').map((key) => key.trim()))
    .pipe(z.array(z.string(KEY).regex(/^[A-Za-z0-9+/]{43}=$/, KEY)).max(4))
    .optional(),
  /** Id of the TeXML application; when set, webhooks of any other are refused. */
  TELNYX_CONNECTION_ID: z
    .string()
    .regex(/^\d{1,30}$/, { error: 'must be the decimal id of the TeXML application' })
    .optional(),
  /** Telnyx' voice for English. */
  TELNYX_VOICE_EN: VoiceName.default('Polly.Amy-Neural'),
  /** Telnyx' voice for Albanian, such as `Azure.sq-AL-AnilaNeural`; unset: Albanian is played from our own audio. */
  TELNYX_VOICE_SQ: VoiceName.optional(),
  /** Languages played from our own audio although there is a voice for them. */
  TELNYX_PLAY_LANGUAGES: LanguageList.default([]),
  /** Number shown to agents on a transfer; unset: the caller's own. The outbound voice profile must allow it. */
  TELNYX_CALLER_ID: z
    .string()
    .regex(/^\+[1-9]\d{7,14}$/, { error: 'must be a number in international form' })
    .optional(),
  /** Whether SIP agents are sent the context in the address (`?X-…`): works, but Telnyx does not document it for TeXML. */
  TELNYX_SIP_HEADERS: Switch.default(true),
});
export type TelnyxSettings = z.output<typeof TelnyxSettings>;

/** Injection token of {@link TelnyxOptions}. */
export const TELNYX_OPTIONS = Symbol('TELNYX_OPTIONS');

/** What the guard works with. */
export interface TelnyxOptions {
  /** Raw keys, base64 of 32 bytes. */
  publicKeys: readonly string[];
  connectionId: string | undefined;
}
