import { Language } from './language.js';
import { digitsInWords, numberInWords } from './numbers.js';
import { RESPELLINGS } from './terms.js';

/**
 * The synthesiser's copy of a text. Brackets go, because `[[` begins phonemes and a name of the bank's or a merchant's
 * must not; words it would spell letter by letter are respelt (`terms.json`); digits that came with a name become words,
 * because its own Albanian numbers are wrong. What is shown or logged is always the text before.
 */
export function textForSynthesis(text: string, language: Language): string {
  const plain = text
    .replace(/[[\]\p{Cc}]/gu, ' ')
    .replace(/[0-9]+/g, (digits) => ` ${digitRun(digits, language)} `)
    .replace(/ +/g, ' ')
    .replace(/ (?=[.,:;?!])/g, '')
    .trim();
  const respellings = new Map(Object.entries(RESPELLINGS[language]));
  return plain.replace(/[\p{L}\p{N}]+/gu, (word) => respellings.get(word) ?? word);
}

/** A short number as a number, anything else (long, or with a leading zero) as its digits. */
function digitRun(digits: string, language: Language): string {
  if (/^(?:0|[1-9][0-9]{0,2})$/.test(digits)) return numberInWords(Number(digits), language);
  return (digits.match(/[0-9]{1,12}/g) ?? []).map((some) => digitsInWords(some, language)).join(', ');
}
