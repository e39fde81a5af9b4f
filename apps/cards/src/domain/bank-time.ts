import { DateTime } from 'luxon';

/**
 * The day it is at the bank, `YYYY-MM-DD`.
 * @param zone an IANA time zone, checked when the settings are read.
 */
export function bankDate(now: Date, zone: string): string {
  return DateTime.fromJSDate(now, { zone }).toFormat('yyyy-MM-dd');
}
