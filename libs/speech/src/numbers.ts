import { Gender, Language } from './language.js';
import { RULES } from './rules.js';

const MAX_NUMBER = 999_999_999_999n;

/** Longest row of digits spoken one by one: references have 8. A card number (13 to 19) can never pass. */
const MAX_DIGITS = 12;

/**
 * A whole number in words, «minus» before a negative one; minus zero is zero. The gender is that of what is counted.
 * Throws RangeError for a fraction and beyond 999,999,999,999 on either side of zero.
 */
export function numberInWords(n: bigint | number, language: Language, gender: Gender = 'masculine'): string {
  if (typeof n === 'number' && !Number.isSafeInteger(n)) throw new RangeError('Only whole numbers have words');
  const value = BigInt(n);
  const size = value < 0n ? -value : value;
  if (size > MAX_NUMBER) throw new RangeError(`There are words only up to ${MAX_NUMBER.toString()}`);
  const words = RULES[language].cardinal(size, gender);
  return value < 0n ? `${RULES[language].minus} ${words}` : words;
}

/** The number alone, in the gender of what is counted. Throws RangeError for a negative count or a fraction. */
export function countInWords(count: number, gender: Gender, language: Language): string {
  if (count < 0) throw new RangeError('A count is never negative');
  return numberInWords(count, language, gender);
}

/**
 * Digits one by one with a pause between them, leading zeros kept: for last four digits and references. Throws
 * RangeError unless there are 1 to 12 digits and nothing else; the message never contains them.
 */
export function digitsInWords(digits: string, language: Language): string {
  if (!/^[0-9]+$/.test(digits)) throw new RangeError('Only the digits 0 to 9 are read one by one');
  if (digits.length > MAX_DIGITS) throw new RangeError(`No more than ${MAX_DIGITS} digits are read one by one`);
  return Array.from(digits, (digit) => numberInWords(Number(digit), language)).join(', ');
}

/** The number of a key as a word. Throws RangeError for anything but one digit: `*` and `#` are never announced. */
export function keyInWords(key: string, language: Language): string {
  if (!/^[0-9]$/.test(key)) throw new RangeError('Only the keys 0 to 9 are announced');
  return numberInWords(Number(key), language);
}
