export { CURRENCIES, type CurrencyCode, InvalidCurrencyCode, minorDigits } from './currencies.js';
export { formatMinorText, formatMoney, InvalidAmount, MAX_MINOR, parseAmount } from './amounts.js';
