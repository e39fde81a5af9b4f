import { type Language, LANGUAGES, PROMPT_IDS, type PromptId } from '#libs/speech';
import { readFileSync } from 'node:fs';

const TEXTS = JSON.parse(
  readFileSync(new URL('../../../../libs/speech/src/catalogue/prompts.json', import.meta.url), 'utf8'),
) as Record<PromptId, Record<Language, string>>;

interface Sentence {
  prompt: PromptId;
  /** How many of its characters are its own; a value may be anything. */
  own: number;
  words: RegExp;
}

/** The sentences of the catalogue, to be found by what was heard. */
export class SentencesByWords {
  /** By bank: they take longer to make than a call to play. */
  private static readonly made = new Map<string, SentencesByWords>();
  private readonly sentences: Record<Language, Sentence[]>;

  static of(bankName: string): SentencesByWords {
    const made = this.made.get(bankName) ?? new SentencesByWords(bankName);
    this.made.set(bankName, made);
    return made;
  }

  private constructor(bankName: string) {
    const of = (language: Language) =>
      PROMPT_IDS.map((prompt) => sentenceOf(prompt, TEXTS[prompt][language], bankName));
    this.sentences = { sq: of('sq'), en: of('en') };
  }

  /** The prompts that read so; several where they have the very same words. */
  promptsReading(text: string, language: Language): PromptId[] {
    const fitting = this.sentences[language].filter(({ words }) => words.test(text));
    // "The card ending in …" fits many a template of fewer words too.
    const most = Math.max(...fitting.map(({ own }) => own));
    return fitting.filter(({ own }) => own === most).map(({ prompt }) => prompt);
  }
}

function sentenceOf(prompt: PromptId, text: string, bankName: string): Sentence {
  const filled = text.replaceAll('{bank}', bankName);
  const pieces = filled.split(/\{\w+\}/);
  return { prompt, own: pieces.join('').length, words: new RegExp(`^${pieces.map(escaped).join('.+')}$`, 'u') };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** The language of a tag such as `en-GB`; undefined for one the bank does not speak. */
export function languageOf(tag: string): Language | undefined {
  return LANGUAGES.find((language) => tag.toLowerCase().split('-')[0] === language);
}
