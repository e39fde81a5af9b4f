import { Gender, Language } from './language.js';
import { numberInWords } from './numbers.js';
import { RULES } from './rules.js';
import { TERMS } from './terms.js';

/** The order in which accounts are read and statements offered (requirements 5.2); other currencies follow by code. */
export const CURRENCY_ORDER = ['ALL', 'EUR', 'USD', 'GBP', 'CHF', 'AUD', 'CAD'] as const;

type SpokenCurrency = keyof typeof TERMS.currencies;
type Unit = { one: string; other: string; gender?: string };

/** A currency has no words yet: its name, gender and minor unit must be added to `terms.json` and `currency.*` first. */
export class UnknownCurrency extends Error {
  override readonly name = 'UnknownCurrency';

  constructor(
    /** The code as given. */
    readonly code: string,
  ) {
    super(`There are no words for the currency ${code}: add it to terms.json and to the prompts currency.*`);
  }
}

/**
 * An amount in minor units in words, exactly (D48): whole units, then minor units if there are any; the whole part is
 * left out if it is zero and the minor part is not. Throws {@link UnknownCurrency}, and RangeError beyond
 * 999,999,999,999 whole units.
 */
export function amountInWords(minor: bigint, currency: string, language: Language): string {
  if (!hasWords(currency)) throw new UnknownCurrency(currency);
  const { minorDigits, [language]: names } = TERMS.currencies[currency];
  const unitSize = 10n ** BigInt(minorDigits);
  const size = minor < 0n ? -minor : minor;
  const whole = size / unitSize;
  const rest = size % unitSize;
  const parts: string[] = [];
  if (whole > 0n || rest === 0n) parts.push(counted(whole, names, language));
  if (rest > 0n) parts.push(counted(rest, names.minor, language));
  const words = parts.join(` ${RULES[language].and} `);
  return minor < 0n ? `${RULES[language].minus} ${words}` : words;
}

/** The singular stands only after exactly one: twenty-one is plural in both languages. */
function counted(n: bigint, unit: Unit, language: Language): string {
  const gender: Gender = unit.gender === 'feminine' ? 'feminine' : 'masculine';
  return `${numberInWords(n, language, gender)} ${n === 1n ? unit.one : unit.other}`;
}

function hasWords(currency: string): currency is SpokenCurrency {
  return Object.hasOwn(TERMS.currencies, currency);
}
