import { DateTime } from 'luxon';
import { type OpeningTime, type QueueSettings, type Weekday, WEEKDAYS } from './flow-settings.js';

/** How far ahead an opening is looked for, in days. */
const HORIZON_DAYS = 62;

/** Whether a queue answers at this moment (ms since 1970), by its hours and holidays in bank time (P18). */
export function isOpen(queue: QueueSettings, at: number, timeZone: string): boolean {
  if (queue.hours === 'always') return true;
  const now = DateTime.fromMillis(at, { zone: timeZone });
  return openingsOn(queue, now).some(({ from, to }) => at >= from && at < to);
}

/** When a closed queue opens next, ms since 1970; undefined when not within two months. */
export function nextOpening(queue: QueueSettings, at: number, timeZone: string): number | undefined {
  const today = DateTime.fromMillis(at, { zone: timeZone });
  for (let day = 0; day <= HORIZON_DAYS; day++) {
    const next = openingsOn(queue, today.plus({ days: day }))
      .map(({ from }) => from)
      .filter((from) => from > at)
      .sort((a, b) => a - b)[0];
    if (next !== undefined) return next;
  }
  return undefined;
}

function openingsOn(queue: QueueSettings, day: DateTime): { from: number; to: number }[] {
  if (queue.hours === 'always' || queue.holidays.includes(day.toFormat('yyyy-MM-dd'))) return [];
  const weekday: Weekday | undefined = WEEKDAYS[day.weekday - 1];
  const times: OpeningTime[] = (weekday && queue.hours[weekday]) ?? [];
  return times.map(({ from, to }) => ({ from: momentOf(day, from), to: momentOf(day, to) }));
}

/** A time of day as written; set on the day's own clock, so that summer time changes nothing. */
function momentOf(day: DateTime, time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const midnight = day.startOf('day');
  return hour === 24 ? midnight.plus({ days: 1 }).toMillis() : midnight.set({ hour, minute }).toMillis();
}
