import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';

/** A number with its international prefix, or digits alone as some networks send it. ASCII digits and nothing else. */
const DIGITS = /^(?:\+|00)?[0-9]{5,15}$/;
const E164 = /^\+[1-9][0-9]{7,14}$/;

/**
 * Numbers that stand for words: what some networks show for a withheld number (`ANONYMOUS`, `RESTRICTED`, `UNAVAILABLE`
 * on a keypad, as Twilio documents them). Those that are no possible number anyway are not listed.
 */
const WORDS_ON_A_KEYPAD = new Set(['+86282452253', '+266696687', '+7378742833']);

/**
 * The caller number in international form (P17), or undefined for what is withheld, malformed or no possible number:
 * class HIDDEN (S16, D11). Accepts `+…`, `00…`, a national number with its leading 0, and the digits of an international
 * number without sign. Nothing is cleaned up: a number that would have to be changed to be right is not one.
 * @param country the bank's own country, for the national form.
 */
export function normaliseCallerNumber(presented: string, country: CountryCode): string | undefined {
  if (!DIGITS.test(presented)) return undefined;
  const number = isNational(presented) ? fromNational(presented, country) : fromInternational(presented);
  return number === undefined || WORDS_ON_A_KEYPAD.has(number) ? undefined : number;
}

function isNational(presented: string): boolean {
  return presented.startsWith('0') && !presented.startsWith('00');
}

function fromNational(presented: string, country: CountryCode): string | undefined {
  const parsed = parsePhoneNumberFromString(presented, { defaultCountry: country, extract: false });
  if (parsed?.country !== country || !parsed.isPossible()) return undefined;
  return E164.test(parsed.number) ? parsed.number : undefined;
}

function fromInternational(presented: string): string | undefined {
  const number = `+${presented.replace(/^(?:\+|00)/, '')}`;
  if (!E164.test(number)) return undefined;
  const parsed = parsePhoneNumberFromString(number, { extract: false });
  // The library mends what it reads (`+355 0 69…`); only a number that needed no mending is taken.
  return parsed?.number === number && parsed.isPossible() ? number : undefined;
}

/** A caller number as logs may show it: the country's end of it and the last two digits. */
export function maskCallerNumber(callerNumber: string): string {
  return `${callerNumber.slice(0, 4)}…${callerNumber.slice(-2)}`;
}
