import type { Language, UtterancePart } from '#libs/speech';

/** Injection token of the {@link AudioLibrary}. */
export const AUDIO_LIBRARY = Symbol('AUDIO_LIBRARY');

/** What a provider without a voice for a language plays: addresses of WAV files, 8 kHz, mono, 16 bit. */
export interface AudioLibrary {
  /** Whether a language can be spoken at all: by the synthesiser, or by a complete set of recordings. */
  canSpeak(language: Language): boolean;

  /**
   * The absolute address of a part, made without waiting for anything. A sentence of the catalogue has a lasting one that
   * changes with its sound (`/audio/sq/welcome.<version>.wav`); a part with a value has one that nobody can guess and
   * that ends after `AUDIO_LINK_MINUTES` (`/audio/said/<token>.wav`). A part without words (a merchant of whom no letter
   * is left) is a short silence: leave it out instead. Throws what `sentence()` throws, so that a mistake is known while
   * something else can still be answered.
   */
  urlOf(part: UtterancePart, language: Language): string;
}

/** Injection token of the logger of everything here. */
export const AUDIO_LOGGER = Symbol('AUDIO_LOGGER');
