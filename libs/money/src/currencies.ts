/** An ISO 4217 code: three capital letters, such as `ALL`. Whether a text is one is decided by {@link minorDigits}. */
export type CurrencyCode = string;

/** The currencies the bank names on the phone, with the decimals their accounts keep. */
export const CURRENCIES = {
  ALL: { minorDigits: 2 },
  EUR: { minorDigits: 2 },
  USD: { minorDigits: 2 },
  GBP: { minorDigits: 2 },
  CHF: { minorDigits: 2 },
  AUD: { minorDigits: 2 },
  CAD: { minorDigits: 2 },
} as const satisfies Record<string, { minorDigits: number }>;

/**
 * ISO 4217 currencies that do not have two decimals. A table of our own, because `Intl` answers with the digits shops
 * print (none for the lek, whose accounts keep two) and its answer may change with the ICU of the machine, which would
 * change the meaning of every stored amount.
 */
const OTHER_THAN_TWO: ReadonlyMap<string, number> = new Map([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV'].map(zeroDigits),
  ...['XAF', 'XOF', 'XPF'].map(zeroDigits),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3] as const),
  ...['CLF', 'UYW'].map((code) => [code, 4] as const),
]);

function zeroDigits(code: string): readonly [string, number] {
  return [code, 0];
}

/** The text given as a currency is not three capital letters. */
export class InvalidCurrencyCode extends Error {
  override readonly name = 'InvalidCurrencyCode';

  constructor() {
    super('A currency is an ISO 4217 code of three capital letters, such as EUR');
  }
}

/**
 * How many decimals one unit of a currency has (2 means that a unit is 100 minor units). A code outside the tables has
 * two, as most of ISO 4217. Throws {@link InvalidCurrencyCode} for anything but three capital letters.
 */
export function minorDigits(currency: CurrencyCode): number {
  if (!/^[A-Z]{3}$/.test(currency)) throw new InvalidCurrencyCode();
  if (isKnown(currency)) return CURRENCIES[currency].minorDigits;
  return OTHER_THAN_TWO.get(currency) ?? 2;
}

function isKnown(currency: string): currency is keyof typeof CURRENCIES {
  return Object.hasOwn(CURRENCIES, currency);
}
