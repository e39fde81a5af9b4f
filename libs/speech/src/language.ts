/** The languages of the service. Adding one takes its texts in the catalogue and a {@link LanguageRules} (D50). */
export const LANGUAGES = ['sq', 'en'] as const;

/** A language of a call: Albanian (the default) or English. */
export type Language = (typeof LANGUAGES)[number];

/** The gender of what is counted; only Albanian tells them apart, and only after a last unit 3 (tre, tri). */
export type Gender = 'masculine' | 'feminine';

/** Everything that differs between languages when a value is put into words. The tables are in `terms.json`. */
export interface LanguageRules {
  readonly minus: string;
  /** Joins whole and minor units, and stands for `&` in a description. */
  readonly and: string;
  readonly yesterday: string;
  readonly today: string;
  readonly tomorrow: string;
  /** "On Monday" to "on Sunday", the preposition included. */
  readonly onWeekdays: readonly string[];
  /** Words of minutes and moments that `terms.json` does not list as fragments. */
  readonly momentFragments: readonly string[];
  /** A whole number from 0 to 999,999,999,999. */
  cardinal(n: bigint, gender: Gender): string;
  /** A date with its preposition; the month from 1. */
  date(year: number, month: number, day: number): string;
  /** The number with its noun, from 1. */
  minutes(count: number): string;
  /** A time of day with its preposition, hours 0 to 23. */
  time(hour: number, minute: number): string;
}
