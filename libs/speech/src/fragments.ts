import { Language } from './language.js';
import { RULES } from './rules.js';
import { TERMS } from './terms.js';
import { SpokenValue, valueInWords } from './values.js';

/**
 * The words of a value as the fragments a bank records: those of `terms.json`, and the words of minutes and moments.
 * Undefined if a word is in no fragment: always for a merchant, whose name nobody has recorded; the value is then
 * synthesised. Throws what the words of the value throw.
 */
export function fragmentsOf(value: SpokenValue, language: Language): string[] | undefined {
  if (value.kind === 'merchant') return undefined;
  const found: string[] = [];
  let rest = valueInWords(value, language);
  while (rest !== '') {
    const fragment = FRAGMENTS[language].find((words) => rest.startsWith(words) && isEnd(rest.charAt(words.length)));
    if (fragment === undefined) return undefined;
    found.push(fragment);
    rest = rest.slice(fragment.length).replace(/^[ ,-]+/, '');
  }
  return found;
}

/** Every fragment a bank records for a language; with all of them and all prompts it needs no synthesiser. */
export function fragmentWords(language: Language): readonly string[] {
  return FRAGMENTS[language];
}

/** Fragments are recorded apart, so a space, a comma and the hyphen of twenty-one are all a pause between two. */
const isEnd = (next: string): boolean => ['', ' ', ',', '-'].includes(next);

const FRAGMENTS: Record<Language, readonly string[]> = { sq: longestFirst('sq'), en: longestFirst('en') };

function longestFirst(language: Language): string[] {
  const { yesterday, today, tomorrow, onWeekdays, momentFragments } = RULES[language];
  const moments = [yesterday, today, tomorrow, ...onWeekdays, ...momentFragments];
  return [...TERMS.fragments[language], ...moments].sort((a, b) => b.length - a.length);
}
