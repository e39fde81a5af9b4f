import type { Language, UtterancePart } from '#libs/speech';
import type { Rendition } from './rendition.js';

/** Injection token of the {@link AudioLibrary}. */
export const AUDIO_LIBRARY = Symbol('AUDIO_LIBRARY');

/** What a provider without a voice for a language plays: addresses of sounds, 8 kHz, mono. */
export interface AudioLibrary {
  /** Whether a language can be spoken at all: by the synthesiser, or by a complete set of recordings. */
  canSpeak(language: Language): boolean;

  /**
   * The absolute address of a part, made without waiting for anything. A sentence of the catalogue has a lasting one that
   * changes with its sound (`/audio/sq/welcome.<version>.wav`); a part with a value has one that nobody can guess and
   * that ends after `AUDIO_LINK_MINUTES` (`/audio/said/<token>.wav`). A part without words (a merchant of whom no letter
   * is left) is a short silence: leave it out instead. Throws what `sentence()` throws, so that a mistake is known while
   * something else can still be answered.
   * @param rendition what the provider plays; a WAV file of 16-bit PCM unless said otherwise.
   */
  urlOf(part: UtterancePart, language: Language, rendition?: Rendition): string;
}

/** Injection token of the {@link SoundSource}. */
export const SOUND_SOURCE = Symbol('SOUND_SOURCE');

/** What is behind an address of the {@link AudioLibrary}, for a provider that is handed files instead of addresses. */
export interface SoundSource {
  /**
   * The sound as a WAV file, and whether it may be kept: never one with a client's data. Undefined for what is no address
   * of a sound, or no longer.
   * @throws NoSound when the sound cannot be made.
   */
  soundAt(url: string): Promise<{ wav: Buffer; mayBeKept: boolean } | undefined>;
}

/** Injection token of the logger of everything here. */
export const AUDIO_LOGGER = Symbol('AUDIO_LOGGER');
