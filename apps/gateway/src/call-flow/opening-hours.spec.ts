import { describe, expect, it } from '@jest/globals';
import type { QueueSettings } from './flow-settings.js';
import { isOpen, nextOpening } from './opening-hours.js';

const ZONE = 'Europe/Tirane';
const at = (text: string) => Date.parse(text);
const queue = (hours: QueueSettings['hours'], holidays: string[] = []): QueueSettings => ({
  destination: '+355420001',
  ringSeconds: 30,
  hours,
  holidays,
});
const EIGHT_TO_FIVE = [{ from: '08:00', to: '17:00' }];
const office = queue({
  monday: EIGHT_TO_FIVE,
  tuesday: EIGHT_TO_FIVE,
  saturday: [
    { from: '09:00', to: '12:00' },
    { from: '13:00', to: '15:30' },
  ],
});

describe('P18: opening hours are times of day in bank time', () => {
  it.each([
    ['a minute before', '2026-11-23T07:59:59.999+01:00', false],
    ['on the minute', '2026-11-23T08:00:00+01:00', true],
    ['the last millisecond', '2026-11-23T16:59:59.999+01:00', true],
    ['at closing time', '2026-11-23T17:00:00+01:00', false],
    ['between two openings', '2026-11-28T12:30:00+01:00', false],
    ['in the second opening', '2026-11-28T13:00:00+01:00', true],
    ['on a weekday left out', '2026-11-25T10:00:00+01:00', false],
    ['told in another zone', '2026-11-23T07:30:00Z', true],
  ])('%s', (_, moment, open) => {
    expect(isOpen(office, at(moment), ZONE)).toBe(open);
  });

  it('always is always, holidays included', () => {
    expect(isOpen(queue('always', ['2026-11-23']), at('2026-11-23T03:00:00+01:00'), ZONE)).toBe(true);
  });

  it('a holiday is closed from midnight to midnight in bank time', () => {
    const allDay = queue({ monday: [{ from: '00:00', to: '24:00' }], tuesday: [{ from: '00:00', to: '24:00' }] }, [
      '2026-11-23',
    ]);
    expect(isOpen(allDay, at('2026-11-23T00:00:00+01:00'), ZONE)).toBe(false);
    expect(isOpen(allDay, at('2026-11-23T23:59:59+01:00'), ZONE)).toBe(false);
    expect(isOpen(allDay, at('2026-11-24T00:00:00+01:00'), ZONE)).toBe(true);
    expect(isOpen(allDay, at('2026-11-24T23:59:59.999+01:00'), ZONE)).toBe(true);
  });
});

describe('P18: summer time changes nothing', () => {
  const night = queue({ sunday: [{ from: '00:00', to: '04:00' }], monday: EIGHT_TO_FIVE });

  it.each([
    // 2026-03-29: two o'clock becomes three; 2026-10-25: three becomes two.
    ['spring, before four', '2026-03-29T03:59:00+02:00', true],
    ['spring, at four', '2026-03-29T04:00:00+02:00', false],
    ['autumn, the first half past two', '2026-10-25T02:30:00+02:00', true],
    ['autumn, the second half past two', '2026-10-25T02:30:00+01:00', true],
    ['autumn, before four', '2026-10-25T03:59:00+01:00', true],
    ['autumn, at four', '2026-10-25T04:00:00+01:00', false],
    ['the Monday after spring, at eight', '2026-03-30T08:00:00+02:00', true],
    ['the Monday after autumn, before eight', '2026-10-26T07:59:00+01:00', false],
    ['the Monday after autumn, at eight', '2026-10-26T08:00:00+01:00', true],
  ])('%s', (_, moment, open) => {
    expect(isOpen(night, at(moment), ZONE)).toBe(open);
  });

  it('over the night of the change the next opening is at eight by the clock on the wall', () => {
    expect(nextOpening(office, at('2026-03-28T20:00:00+01:00'), ZONE)).toBe(at('2026-03-30T08:00:00+02:00'));
    expect(nextOpening(office, at('2026-10-24T20:00:00+02:00'), ZONE)).toBe(at('2026-10-26T08:00:00+01:00'));
  });
});

describe('6.4: when a closed queue opens', () => {
  it.each([
    ['today', office, '2026-11-23T06:00:00+01:00', '2026-11-23T08:00:00+01:00'],
    ['today, for the second time', office, '2026-11-28T12:30:00+01:00', '2026-11-28T13:00:00+01:00'],
    ['tomorrow', office, '2026-11-23T17:00:00+01:00', '2026-11-24T08:00:00+01:00'],
    ['on Saturday', office, '2026-11-24T18:00:00+01:00', '2026-11-28T09:00:00+01:00'],
    [
      'after a holiday',
      queue({ monday: EIGHT_TO_FIVE, tuesday: EIGHT_TO_FIVE }, ['2026-11-30']),
      '2026-11-27T18:00:00+01:00',
      '2026-12-01T08:00:00+01:00',
    ],
    [
      'in a year that is new',
      queue({ thursday: EIGHT_TO_FIVE, friday: EIGHT_TO_FIVE }, ['2026-12-31', '2027-01-01']),
      '2026-12-30T18:00:00+01:00',
      '2027-01-07T08:00:00+01:00',
    ],
  ])('%s', (_, settings, moment, opens) => {
    expect(nextOpening(settings, at(moment), ZONE)).toBe(at(opens));
  });

  it('is not known beyond two months, or when it never does', () => {
    expect(nextOpening(queue({}), at('2026-11-23T06:00:00+01:00'), ZONE)).toBeUndefined();
  });

  it('is always later than now, and open then: every hour of a year with both changes of the clock', () => {
    for (let hour = 0; hour < 366 * 24; hour += 7) {
      const now = at('2026-01-01T00:00:00+01:00') + hour * 3_600_000;
      const next = nextOpening(office, now, ZONE);
      expect(next).toBeGreaterThan(now);
      expect(isOpen(office, next!, ZONE)).toBe(true);
      expect(isOpen(office, next! - 1, ZONE)).toBe(false);
    }
  });
});
