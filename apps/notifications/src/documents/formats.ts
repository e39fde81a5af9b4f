import { type CurrencyCode, formatMoney } from '#libs/money';
import type { Language } from '#libs/speech';
import { DateTime } from 'luxon';

const MONTHS: Record<Language, readonly string[]> = {
  sq: [
    'janar',
    'shkurt',
    'mars',
    'prill',
    'maj',
    'qershor',
    'korrik',
    'gusht',
    'shtator',
    'tetor',
    'nëntor',
    'dhjetor',
  ],
  en: [
    ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
    ...['August', 'September', 'October', 'November', 'December'],
  ],
};

/** A day of the calendar written `YYYY-MM-DD`, in bank time; the text is not one. */
export class InvalidDate extends Error {
  override readonly name = 'InvalidDate';

  constructor() {
    super('A date is a day of the calendar written as YYYY-MM-DD');
  }
}

/** A day in full: `21 nëntor 2026`, `21 November 2026`. @throws InvalidDate */
export function longDate(isoDate: string, language: Language): string {
  const { year, month, day } = partsOf(isoDate);
  return `${day} ${MONTHS[language][month - 1] ?? ''} ${year}`;
}

/** A day in a table: `21.11.2026`, and in English, where 04/05 could be read twice, `21 Nov 2026`. @throws InvalidDate */
export function shortDate(isoDate: string, language: Language): string {
  const { year, month, day } = partsOf(isoDate);
  const twoDigits = (part: number): string => String(part).padStart(2, '0');
  if (language === 'sq') return `${twoDigits(day)}.${twoDigits(month)}.${year}`;
  return `${twoDigits(day)} ${(MONTHS.en[month - 1] ?? '').slice(0, 3)} ${year}`;
}

/** A moment of the bank's day, to the minute: `22.11.2026, 14:35`. */
export function shortMoment(at: Date, language: Language, timeZone: string): string {
  const there = DateTime.fromJSDate(at, { zone: timeZone });
  return `${shortDate(there.toFormat('yyyy-MM-dd'), language)}, ${there.toFormat('HH:mm')}`;
}

/** An amount without its currency, for a column that names it once: `-1.350,50`, `-1,350.50`. */
export function figure(minor: bigint, currency: CurrencyCode, language: Language): string {
  return formatMoney(minor, currency, language).slice(0, -(currency.length + 1));
}

/** An account or card number of which only the last four digits are known here. */
export function masked(lastFour: string): string {
  return `•••• ${lastFour}`;
}

function partsOf(isoDate: string): { year: number; month: number; day: number } {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(isoDate) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) throw new InvalidDate();
  const date = new Date(Date.UTC(year, month - 1, day));
  // The calendar has no 30 February: a day it does not have comes back as another.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) throw new InvalidDate();
  return { year, month, day };
}
