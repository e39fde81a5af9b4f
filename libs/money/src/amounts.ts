import { CurrencyCode, minorDigits } from './currencies.js';

/** The largest amount in minor units, on either side of zero: what a PostgreSQL `bigint` column holds. */
export const MAX_MINOR = 2n ** 63n - 1n;

/** Longest text read as an amount: more than any amount up to {@link MAX_MINOR} needs, so that input stays bounded. */
const MAX_TEXT = 40;

/**
 * The text is not an amount of the currency. The message shows only the shape of the text (every digit as 9, every
 * letter as a), so that a balance never reaches a log through an error.
 */
export class InvalidAmount extends Error {
  override readonly name = 'InvalidAmount';

  constructor(text: string, currency: CurrencyCode, problem: string) {
    super(`Not an amount in ${currency}: ${problem}, got a text of the shape "${shapeOf(text)}"`);
  }
}

/**
 * Decimal text ("-150.50") to minor units (-15050n), exactly: nothing is rounded or cut (D48, P15).
 *
 * Accepted: an optional `-`, digits, and optionally a point with one to as many decimals as the currency has. More
 * decimals are refused even if they are zeros, because in Albanian "1.500" is one thousand five hundred.
 * Throws {@link InvalidAmount} for any other text and beyond {@link MAX_MINOR}, `InvalidCurrencyCode` for a bad code.
 */
export function parseAmount(text: string, currency: CurrencyCode): bigint {
  const digits = minorDigits(currency);
  const parts = text.length > MAX_TEXT ? null : /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(text);
  const [, sign, whole, decimals = ''] = parts ?? [];
  if (whole === undefined || decimals.length > digits) {
    const expected = digits === 0 ? 'no decimals' : `at most ${digits} decimals after a point`;
    throw new InvalidAmount(text, currency, `expected digits with an optional minus and ${expected}`);
  }
  const size = BigInt(whole + decimals.padEnd(digits, '0'));
  if (size > MAX_MINOR) throw new InvalidAmount(text, currency, 'larger than can be stored');
  return sign === '-' ? -size : size;
}

/** Minor units to decimal text with a point and every decimal of the currency: -15050n in GBP is "-150.50". */
export function formatMinorText(minor: bigint, currency: CurrencyCode): string {
  const { sign, whole, decimals } = split(minor, minorDigits(currency));
  return sign + whole + (decimals === '' ? '' : `.${decimals}`);
}

/** An amount for documents: `12.345,67 EUR` in Albanian, `12,345.67 EUR` in English, `-` in front of a negative one. */
export function formatMoney(minor: bigint, currency: CurrencyCode, language: 'sq' | 'en'): string {
  const [group, point] = language === 'sq' ? ['.', ','] : [',', '.'];
  const { sign, whole, decimals } = split(minor, minorDigits(currency));
  const grouped = whole.replace(/\B(?=(?:[0-9]{3})+$)/g, group);
  return `${sign}${grouped}${decimals === '' ? '' : point + decimals} ${currency}`;
}

function split(minor: bigint, digits: number): { sign: '' | '-'; whole: string; decimals: string } {
  const negative = minor < 0n;
  const text = (negative ? -minor : minor).toString().padStart(digits + 1, '0');
  const at = text.length - digits;
  return { sign: negative ? '-' : '', whole: text.slice(0, at), decimals: text.slice(at) };
}

function shapeOf(text: string): string {
  const shape = text
    .slice(0, MAX_TEXT)
    .replace(/\p{N}/gu, '9')
    .replace(/\p{L}/gu, 'a')
    .replace(/[^ -~]/g, '?');
  return text.length > MAX_TEXT ? `${shape}…` : shape;
}
