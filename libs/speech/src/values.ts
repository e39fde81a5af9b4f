import { amountInWords, UnknownCurrency } from './amounts.js';
import { isPromptId, Placeholder, PROMPTS } from './catalogue.js';
import { dateInWords, minutesInWords, momentInWords } from './dates.js';
import { Gender, Language } from './language.js';
import { merchantInWords } from './merchants.js';
import { countInWords, digitsInWords, keyInWords } from './numbers.js';

/** A value said at the end of a sentence. Plain JSON, so that it can be stored with the call. */
export type SpokenValue =
  /** `minor` is decimal text of minor units ("-15050"), because JSON has no bigint. */
  | { kind: 'amount'; minor: string; currency: string }
  /** `YYYY-MM-DD`, bank time. */
  | { kind: 'date'; date: string }
  /** Exactly four digits of a card or account. */
  | { kind: 'lastFour'; digits: string }
  /** A reference, 1 to 12 digits. */
  | { kind: 'digits'; digits: string }
  | { kind: 'merchant'; description: string }
  | { kind: 'count'; count: number; gender: Gender }
  /** The name of a currency after «në» or "in". */
  | { kind: 'currency'; currency: string }
  /** At least 1. */
  | { kind: 'minutes'; minutes: number }
  /** `at` and `now` are ISO 8601 instants, `timeZone` is the bank's. */
  | { kind: 'when'; at: string; now: string; timeZone: string }
  | { kind: 'key'; key: string };

/** The placeholder each kind of value fills. */
export const PLACEHOLDER_FOR: Record<SpokenValue['kind'], Placeholder> = {
  amount: 'amount',
  date: 'date',
  lastFour: 'last4',
  digits: 'digits',
  merchant: 'merchant',
  count: 'count',
  currency: 'currency',
  minutes: 'minutes',
  when: 'when',
  key: 'key',
};

/** The words of a value; '' only for a merchant with no letter left. Throws what the function of its kind throws. */
export function valueInWords(value: SpokenValue, language: Language): string {
  switch (value.kind) {
    case 'amount':
      return amountInWords(minorUnits(value.minor), value.currency, language);
    case 'date':
      return dateInWords(value.date, language);
    case 'lastFour':
      // More than four would read out a part of a card number that nobody may hear.
      if (value.digits.length !== 4) throw new RangeError('The end of a number is exactly four digits');
      return digitsInWords(value.digits, language);
    case 'digits':
      return digitsInWords(value.digits, language);
    case 'merchant':
      return merchantInWords(value.description, language);
    case 'count':
      return countInWords(value.count, value.gender, language);
    case 'currency':
      return currencyInWords(value.currency, language);
    case 'minutes':
      return minutesInWords(value.minutes, language);
    case 'when':
      return momentInWords(new Date(value.at), new Date(value.now), value.timeZone, language);
    case 'key':
      return keyInWords(value.key, language);
  }
}

function minorUnits(text: string): bigint {
  // BigInt alone would also take '', ' 7 ' and '0x1F'.
  if (!/^-?[0-9]+$/.test(text)) throw new RangeError('An amount is decimal text of minor units');
  return BigInt(text);
}

function currencyInWords(currency: string, language: Language): string {
  const id = `currency.${currency}`;
  if (!isPromptId(id)) throw new UnknownCurrency(currency);
  return PROMPTS[id][language];
}
