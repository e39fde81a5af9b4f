import { placeholderOf, PromptId, PROMPTS } from './catalogue.js';
import { Language } from './language.js';
import { PLACEHOLDER_FOR, SpokenValue, valueInWords } from './values.js';

/** One thing said: a prompt with at most one value; `language` overrides the call's language (M0 is bilingual). */
export type UtterancePart = { prompt: PromptId; value?: SpokenValue; language?: Language };

/** What is said in one turn, in order. */
export type Utterance = readonly UtterancePart[];

/** A part carries another value than its prompt needs, or none: a mistake of the flow, never of a caller. */
export class WrongValue extends Error {
  override readonly name = 'WrongValue';

  constructor(
    /** The prompt that was to be said. */
    readonly prompt: PromptId,
    given: SpokenValue['kind'] | undefined,
  ) {
    super(`The prompt ${prompt} needs ${placeholderOf(prompt) ?? 'no value'}, given was ${given ?? 'none'}`);
  }
}

/**
 * The full text of a part, every value in words. Empty if it names a merchant of which nothing is left to say: the part
 * is not played then. Throws {@link WrongValue}, and what the words of its value throw (RangeError, UnknownCurrency).
 */
export function sentence(part: UtterancePart, language: Language, bankName: string): string {
  const spoken = part.language ?? language;
  const placeholder = placeholderOf(part.prompt);
  const given = part.value && PLACEHOLDER_FOR[part.value.kind];
  if (given !== placeholder) throw new WrongValue(part.prompt, part.value?.kind);
  const words = part.value ? valueInWords(part.value, spoken) : '';
  if (part.value && words === '') return '';
  // One pass with a function: neither braces nor `$` in a value or a name mean anything. The sentence ends in one full
  // stop even if the value brings its own ("at eight a.m.").
  return PROMPTS[part.prompt][spoken].replace(/\{(\w+)\}(\.?)/g, (_, name: string, stop: string) => {
    const text = name === 'bank' ? bankName : words;
    return text.endsWith('.') ? text : text + stop;
  });
}

/**
 * Whether the sentence holds anything but the catalogue's words and the bank's name, so that it may tell something about
 * a client: such audio is not kept, shared or given a lasting address.
 */
export function hasValue(part: UtterancePart): boolean {
  return part.value !== undefined || placeholderOf(part.prompt) !== undefined;
}
