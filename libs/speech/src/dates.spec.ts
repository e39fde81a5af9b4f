import { describe, expect, it } from '@jest/globals';
import { dateInWords, minutesInWords, momentInWords } from './index.js';

const TIRANA = 'Europe/Tirane';
/** Sunday 22 November 2026, 10:00 in Tirana. */
const NOW = new Date('2026-11-22T09:00:00Z');
/** A moment of Tirana's winter time. */
const winter = (local: string): Date => new Date(`${local}+01:00`);
const both = (at: Date, now = NOW): [string, string] => [
  momentInWords(at, now, TIRANA, 'sq'),
  momentInWords(at, now, TIRANA, 'en'),
];

describe('dates in words', () => {
  it.each([
    ['1900-01-01', 'nineteen hundred'],
    ['1905-01-01', 'nineteen oh-five'],
    ['2009-01-01', 'two thousand nine'],
    ['2010-01-01', 'twenty ten'],
    ['2100-01-01', 'twenty-one hundred'],
  ])('says the year of %s as "%s"', (date, year) => {
    expect(dateInWords(date, 'en')).toBe(`on the first of January ${year}`);
  });

  it('says every day of a month by its own ordinal', () => {
    const days = Array.from({ length: 31 }, (_, i) => dateInWords(`2026-01-${String(i + 1).padStart(2, '0')}`, 'en'));
    expect(new Set(days).size).toBe(31);
    for (const day of days) expect(day).toMatch(/^on the [a-z]+(?:-[a-z]+)? of January twenty twenty-six$/);
  });

  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '21.11.2026', '', '2026-11-21T00:00', '0999-01-01'])(
    'refuses %j, which is no day of the calendar',
    (date) => {
      expect(() => dateInWords(date, 'sq')).toThrow(RangeError);
    },
  );
});

describe('minutes in words', () => {
  it.each([
    [1, 'një minutë', 'one minute'],
    [2, 'dy minuta', 'two minutes'],
    [3, 'tri minuta', 'three minutes'],
    [21, 'njëzet e një minuta', 'twenty-one minutes'],
    [23, 'njëzet e tri minuta', 'twenty-three minutes'],
  ])('says %d with its noun, in the feminine', (minutes, sq, en) => {
    expect([minutesInWords(minutes, 'sq'), minutesInWords(minutes, 'en')]).toEqual([sq, en]);
  });

  it.each([0, -1, 0.5, Number.NaN])('never says %d minutes', (minutes) => {
    expect(() => minutesInWords(minutes, 'sq')).toThrow(RangeError);
  });
});

describe('moments in words', () => {
  it.each([
    ['2026-11-23T08:00', 'nesër në orën tetë', 'tomorrow at eight a.m.'],
    ['2026-11-22T09:05', 'sot në orën nëntë e pesë', 'today at nine oh five a.m.'],
    ['2026-11-21T23:59', 'dje në orën njëzet e tre e pesëdhjetë e nëntë', 'yesterday at eleven fifty-nine p.m.'],
    ['2026-11-22T12:00', 'sot në orën dymbëdhjetë', 'today at noon'],
    ['2026-11-22T12:30', 'sot në orën dymbëdhjetë e tridhjetë', 'today at twelve thirty p.m.'],
    ['2026-11-23T00:00', 'nesër në mesnatë', 'tomorrow at midnight'],
    ['2026-11-23T00:05', 'nesër në orën zero e pesë', 'tomorrow at twelve oh five a.m.'],
    ['2026-11-22T15:03', 'sot në orën pesëmbëdhjetë e tre', 'today at three oh three p.m.'],
  ])('says %s', (at, sq, en) => {
    expect(both(winter(at))).toEqual([sq, en]);
  });

  it('says the example of a Monday two days ahead', () => {
    expect(both(winter('2026-11-23T18:30'), winter('2026-11-21T10:00'))).toEqual([
      'të hënën në orën tetëmbëdhjetë e tridhjetë',
      'on Monday at six thirty p.m.',
    ]);
  });

  it('names the weekday two to six days ahead', () => {
    const ahead = (days: number): [string, string] => both(winter(`2026-11-${22 + days}T08:00`));
    expect([2, 3, 4, 5, 6].map((days) => ahead(days)[0])).toEqual(
      ['të martën', 'të mërkurën', 'të enjten', 'të premten', 'të shtunën'].map((day) => `${day} në orën tetë`),
    );
    expect([2, 3, 4, 5, 6].map((days) => ahead(days)[1])).toEqual(
      ['Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'].map((day) => `on ${day} at eight a.m.`),
    );
    expect(both(winter('2026-11-29T08:00'), winter('2026-11-27T08:00'))[0]).toBe('të dielën në orën tetë');
  });

  it.each([
    ['2026-11-29T08:00', 'më njëzet e nëntë nëntor dy mijë e njëzet e gjashtë në orën tetë'],
    ['2026-11-20T08:00', 'më njëzet nëntor dy mijë e njëzet e gjashtë në orën tetë'],
  ])('gives the date of %s, a week ahead or two days ago', (at, sq) => {
    expect(both(winter(at))[0]).toBe(sq);
  });

  it('counts days of the calendar across the nights in which the clock changes', () => {
    const march = new Date('2026-03-28T22:30:00Z'); // 23:30 on the Saturday; the Sunday has 23 hours
    expect(both(new Date('2026-03-29T22:30:00Z'), march)[1]).toBe('on Monday at twelve thirty a.m.');
    expect(both(new Date('2026-03-29T06:00:00Z'), march)[1]).toBe('tomorrow at eight a.m.');
    const october = new Date('2026-10-24T22:30:00Z'); // 00:30 on the Sunday that has 25 hours
    expect(both(new Date('2026-10-25T22:30:00Z'), october)[1]).toBe('today at eleven thirty p.m.');
  });

  it('uses the day of the bank, not of the machine', () => {
    expect(both(new Date('2026-11-22T23:30:00Z'))[0]).toBe('nesër në orën zero e tridhjetë');
  });

  it('refuses an invalid time or time zone', () => {
    expect(() => momentInWords(new Date('never'), NOW, TIRANA, 'sq')).toThrow(RangeError);
    expect(() => momentInWords(NOW, NOW, 'Europe/Nowhere', 'sq')).toThrow(RangeError);
  });
});
