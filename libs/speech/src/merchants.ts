import { Language } from './language.js';
import { numberInWords } from './numbers.js';
import { RULES } from './rules.js';

const MAX_CHARACTERS = 40;

/** How much of a description is looked at; card networks allow far less. */
const MAX_DESCRIPTION = 500;
const LETTER = /\p{L}/u;

/**
 * A merchant or description as the card system writes it, made fit to be spoken: no terminal numbers, no words in
 * capitals (which a synthesiser spells), nothing but letters, short numbers, apostrophes and hyphens, and so no markup
 * of any synthesiser. Whole words up to 40 characters. Empty if no letter of it is left: the prompt is not played then.
 */
export function merchantInWords(description: string, language: Language): string {
  const tokens = description
    .slice(0, MAX_DESCRIPTION)
    .normalize('NFC')
    .replace(/[^\p{L}0-9&'’-]/gu, ' ')
    .replaceAll('&', ' & ')
    .split(/ +/)
    .map((token) => token.replace(/^['’-]+|['’-]+$/g, ''))
    .filter((token) => token !== '' && token.replace(/[^0-9]/g, '').length < 4);
  const spoken: string[] = [];
  let length = -1;
  let hasLetter = false;
  for (const token of tokens) {
    const words = tokenInWords(token, language);
    length += 1 + Array.from(words).length;
    if (length > MAX_CHARACTERS) break;
    spoken.push(words);
    // A number or an `&` alone is a remainder of something, not a name.
    hasLetter ||= LETTER.test(token);
  }
  return hasLetter ? spoken.join(' ') : '';
}

function tokenInWords(token: string, language: Language): string {
  if (token === '&') return RULES[language].and;
  if (/^[0-9]+$/.test(token)) return numberInWords(Number(token), language);
  const isWordInCapitals = token.length > 1 && token === token.toUpperCase() && /[AEËIOUY]/.test(token);
  if (!isWordInCapitals) return token;
  const first = token.search(LETTER) + 1;
  return token.slice(0, first) + token.slice(first).toLowerCase();
}
