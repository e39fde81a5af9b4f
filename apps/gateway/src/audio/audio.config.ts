import { join } from 'node:path';
import { z } from 'zod';

/** Settings of what callers hear; part of the gateway's settings. */
export const AudioSettings = z.object({
  /** Where providers reach the gateway. */
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .default('http://127.0.0.1:3000')
    .transform((url) => url.replace(/\/+$/, '')),
  /** As it is said in the welcome, in the nominative. */
  BANK_NAME: z.string().trim().min(1).max(80).default('Banka Demo'),
  SECRETS_DIR: z.string().min(1),
  DATA_DIR: z.string().min(1).default('.data'),
  /** Rendered sentences of the catalogue; may be deleted at any time. `DATA_DIR/audio` unless set. */
  AUDIO_CACHE_DIR: z.string().min(1).optional(),
  /** The bank's own recordings; see README.md beside this file. */
  RECORDINGS_DIR: z.string().min(1).optional(),
  /** The synthesiser, a program of its own. */
  ESPEAK_PATH: z.string().min(1).default('espeak-ng'),
  /** Words a minute; 150 to 160 is calm on a telephone. */
  ESPEAK_RATE: z.coerce.number().int().min(80).max(300).default(155),
  /** How long an address of a sentence with a client's data can be played. */
  AUDIO_LINK_MINUTES: z.coerce.number().int().min(1).max(60).default(10),
});
export type AudioSettings = z.output<typeof AudioSettings>;

/** The folder of rendered sentences. */
export function cacheFolder(settings: AudioSettings): string {
  return settings.AUDIO_CACHE_DIR ?? join(settings.DATA_DIR, 'audio');
}
