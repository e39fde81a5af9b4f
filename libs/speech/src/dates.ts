import { DateTime } from 'luxon';
import { Language } from './language.js';
import { RULES } from './rules.js';

/**
 * A day (`YYYY-MM-DD`, bank time) in words with its preposition. Throws RangeError for a text that is not a day of the
 * calendar between the years 1000 and 9999.
 */
export function dateInWords(isoDate: string, language: Language): string {
  const day = DateTime.fromISO(isoDate, { zone: 'utc' });
  if (!/^[1-9]\d{3}-\d{2}-\d{2}$/.test(isoDate) || !day.isValid) {
    throw new RangeError('A date is a day of the calendar written as YYYY-MM-DD');
  }
  return RULES[language].date(day.year, day.month, day.day);
}

/** A number of minutes with its noun. Throws RangeError below one minute and for a fraction: round up before. */
export function minutesInWords(minutes: number, language: Language): string {
  if (!Number.isSafeInteger(minutes) || minutes < 1) throw new RangeError('Minutes are whole and at least one');
  return RULES[language].minutes(minutes);
}

/**
 * A moment as heard now: day, then time, in the bank's time zone. Yesterday, today and tomorrow have their names, two to
 * six days ahead the weekday, everything else the date. Throws RangeError for an invalid date or time zone.
 */
export function momentInWords(at: Date, now: Date, timeZone: string, language: Language): string {
  const there = DateTime.fromJSDate(at, { zone: timeZone });
  const here = DateTime.fromJSDate(now, { zone: timeZone });
  if (!there.isValid || !here.isValid) throw new RangeError('A moment needs valid times and a time zone');
  return `${dayInWords(there, here, language)} ${RULES[language].time(there.hour, there.minute)}`;
}

function dayInWords(there: DateTime, here: DateTime, language: Language): string {
  const rules = RULES[language];
  // Days of the calendar, not of 24 hours: a night in which the clock changes is one day like any other.
  const daysAhead = there
    .setZone('utc', { keepLocalTime: true })
    .startOf('day')
    .diff(here.setZone('utc', { keepLocalTime: true }).startOf('day'), 'days').days;
  if (daysAhead === -1) return rules.yesterday;
  if (daysAhead === 0) return rules.today;
  if (daysAhead === 1) return rules.tomorrow;
  const weekday = daysAhead >= 2 && daysAhead <= 6 ? rules.onWeekdays[there.weekday - 1] : undefined;
  return weekday ?? rules.date(there.year, there.month, there.day);
}
