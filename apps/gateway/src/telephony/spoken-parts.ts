import { type Language, LANGUAGES, sentence, type Utterance } from '#libs/speech';
import type { AudioLibrary } from '../audio/audio-library.js';

/** One sentence as a provider is told it: a text for a voice of its own, or a sound at our address. */
export type SpokenPart = { by: 'voice'; language: Language; text: string } | { by: 'audio'; url: string };

/** What decides between the provider's voice and our audio. */
export interface Speaking {
  bankName: string;
  /** Languages the provider has a voice for, at least one. */
  voices: readonly Language[];
  /** Languages played from our own audio although the provider has a voice for them. */
  playLanguages: readonly Language[];
  audio: Pick<AudioLibrary, 'canSpeak' | 'urlOf'>;
}

/**
 * The sentences of an utterance: the provider's voice where it has one, our audio elsewhere, and another language rather
 * than silence. A part without words, such as a merchant whose name has no letter, is left out.
 * @throws what the sentences throw.
 */
export function spokenParts(
  utterance: Utterance,
  turnLanguage: Language,
  { bankName, voices, playLanguages, audio }: Speaking,
): SpokenPart[] {
  return utterance.flatMap((part): SpokenPart[] => {
    const language = part.language ?? turnLanguage;
    if (sentence(part, language, bankName) === '') return [];
    const played = !voices.includes(language) || playLanguages.includes(language);
    if (played && audio.canSpeak(language)) return [{ by: 'audio', url: audio.urlOf(part, language) }];
    const spoken = voices.includes(language) ? language : (voices[0] ?? language);
    return [{ by: 'voice', language: spoken, text: sentence({ ...part, language: spoken }, spoken, bankName) }];
  });
}

/**
 * The same sentences, all as audio or all by the provider's voice, for a provider that does not mix the two: audio
 * wherever one sentence needs it and our audio can say all of them, otherwise the voice.
 * @throws what the sentences throw.
 */
export function spokenAlike(utterance: Utterance, turnLanguage: Language, speaking: Speaking): SpokenPart[] {
  const parts = spokenParts(utterance, turnLanguage, speaking);
  if (new Set(parts.map(({ by }) => by)).size <= 1) return parts;
  const played = spokenParts(utterance, turnLanguage, { ...speaking, playLanguages: LANGUAGES });
  if (played.every(({ by }) => by === 'audio')) return played;
  const audio: Speaking['audio'] = {
    canSpeak: () => false,
    urlOf: (part, language) => speaking.audio.urlOf(part, language),
  };
  return spokenParts(utterance, turnLanguage, { ...speaking, audio });
}
