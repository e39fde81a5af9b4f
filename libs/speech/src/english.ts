import { LanguageRules } from './language.js';
import { TERMS } from './terms.js';

const UNITS = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
];
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const ORDINALS = [
  ...['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth', 'eleventh'],
  ...['twelfth', 'thirteenth', 'fourteenth', 'fifteenth', 'sixteenth', 'seventeenth', 'eighteenth', 'nineteenth'],
];
const SCALES = [
  { size: 1_000_000_000n, word: 'billion' },
  { size: 1_000_000n, word: 'million' },
  { size: 1_000n, word: 'thousand' },
];

/** 0 to 99, hyphenated from 21 on. */
function belowHundred(n: number): string {
  if (n < 20) return UNITS[n] ?? '';
  const tens = TENS[Math.trunc(n / 10)] ?? '';
  return n % 10 === 0 ? tens : `${tens}-${UNITS[n % 10] ?? ''}`;
}

/** The parts of a group of up to three digits; a zero group has none. */
function groupParts(n: number): string[] {
  const parts = n >= 100 ? [`${belowHundred(Math.trunc(n / 100))} hundred`] : [];
  return n % 100 === 0 ? parts : [...parts, belowHundred(n % 100)];
}

/** No «and» inside a number, so that it only ever separates whole from minor units. */
function cardinal(n: bigint): string {
  if (n === 0n) return belowHundred(0);
  const parts: string[] = [];
  let rest = n;
  for (const { size, word } of SCALES) {
    const group = rest / size;
    rest %= size;
    if (group > 0n) parts.push(...groupParts(Number(group)), word);
  }
  return [...parts, ...groupParts(Number(rest))].join(' ');
}

/** ICU's rule for years: a plain number up to the tenth year of a millennium, otherwise in two halves. */
function year(n: number): string {
  if (n % 1000 < 10) return cardinal(BigInt(n));
  const rest = n % 100;
  const second = rest === 0 ? 'hundred' : rest < 10 ? `oh-${belowHundred(rest)}` : belowHundred(rest);
  return `${belowHundred(Math.trunc(n / 100))} ${second}`;
}

/** 1 to 31. */
function ordinal(n: number): string {
  if (n < 20) return ORDINALS[n] ?? '';
  if (n % 10 === 0) return n === 20 ? 'twentieth' : 'thirtieth';
  return `${TENS[Math.trunc(n / 10)] ?? ''}-${ORDINALS[n % 10] ?? ''}`;
}

function time(hour: number, minute: number): string {
  if (minute === 0 && hour % 12 === 0) return hour === 0 ? 'at midnight' : 'at noon';
  const words = ['at', belowHundred(hour % 12 === 0 ? 12 : hour % 12)];
  if (minute > 0) words.push(minute < 10 ? `oh ${belowHundred(minute)}` : belowHundred(minute));
  return [...words, hour < 12 ? 'a.m.' : 'p.m.'].join(' ');
}

/** English, as ICU spells it; genders are ignored. */
export const ENGLISH: LanguageRules = {
  minus: 'minus',
  and: 'and',
  yesterday: 'yesterday',
  today: 'today',
  tomorrow: 'tomorrow',
  onWeekdays: TERMS.weekdays.en.map((day) => `on ${day}`),
  momentFragments: ['minute', 'minutes', 'at', 'at noon', 'at midnight', 'oh', 'a.m.', 'p.m.'],
  cardinal,
  date: (y, month, day) => `on the ${ordinal(day)} of ${TERMS.months.en[month - 1] ?? ''} ${year(y)}`,
  minutes: (count) => `${cardinal(BigInt(count))} ${count === 1 ? 'minute' : 'minutes'}`,
  time,
};
