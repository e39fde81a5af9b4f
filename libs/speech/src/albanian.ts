import { Gender, LanguageRules } from './language.js';
import { TERMS } from './terms.js';

const UNITS = ['zero', 'një', 'dy', 'tre', 'katër', 'pesë', 'gjashtë', 'shtatë', 'tetë', 'nëntë', 'dhjetë'];
const TENS: Readonly<Record<number, string>> = { 2: 'njëzet', 3: 'tridhjetë', 4: 'dyzet' };

/** Groups of three digits from the highest, with the word after exactly one and after any other number. */
const SCALES = [
  { size: 1_000_000_000n, one: 'miliard', other: 'miliardë' },
  { size: 1_000_000n, one: 'milion', other: 'milionë' },
  { size: 1_000n, one: 'mijë', other: 'mijë' },
];

const unit = (n: number): string => UNITS[n] ?? '';

/** The parts of a group of up to three digits; a zero group has none. */
function groupParts(n: number): string[] {
  const hundreds = Math.trunc(n / 100);
  const rest = n % 100;
  const tens = Math.trunc(rest / 10);
  const parts = hundreds > 0 ? [`${unit(hundreds)}qind`] : [];
  if (rest > 10 && rest < 20) return [...parts, `${unit(rest - 10)}mbëdhjetë`];
  if (rest <= 10) return rest > 0 ? [...parts, unit(rest)] : parts;
  parts.push(TENS[tens] ?? `${unit(tens)}dhjetë`);
  return rest % 10 > 0 ? [...parts, unit(rest % 10)] : parts;
}

function cardinal(n: bigint, gender: Gender): string {
  if (n === 0n) return unit(0);
  const parts: string[] = [];
  let rest = n;
  for (const { size, one, other } of SCALES) {
    const group = rest / size;
    rest %= size;
    // The nouns of the scales are masculine, so their multiplier never becomes «tri».
    if (group > 0n) parts.push(`${groupParts(Number(group)).join(' e ')} ${group === 1n ? one : other}`);
  }
  parts.push(...groupParts(Number(rest)));
  // Only the unit 3 has a feminine: a number that ends in 13 or 30 has no part «tre» at its end.
  if (gender === 'feminine' && parts.at(-1) === 'tre') parts[parts.length - 1] = 'tri';
  return parts.join(' e ');
}

const counted = (n: number): string => cardinal(BigInt(n), 'masculine');

/** Albanian, as ICU spells it but for «miliard» and the masculine before milionë and miliardë. */
export const ALBANIAN: LanguageRules = {
  minus: 'minus',
  and: 'dhe',
  yesterday: 'dje',
  today: 'sot',
  tomorrow: 'nesër',
  onWeekdays: ['të hënën', 'të martën', 'të mërkurën', 'të enjten', 'të premten', 'të shtunën', 'të dielën'],
  momentFragments: ['minutë', 'minuta', 'në orën', 'në mesnatë'],
  cardinal,
  date: (year, month, day) => `më ${counted(day)} ${TERMS.months.sq[month - 1] ?? ''} ${counted(year)}`,
  minutes: (count) => `${cardinal(BigInt(count), 'feminine')} ${count === 1 ? 'minutë' : 'minuta'}`,
  time: (hour, minute) => {
    if (hour === 0 && minute === 0) return 'në mesnatë';
    return `në orën ${counted(hour)}${minute === 0 ? '' : ` e ${counted(minute)}`}`;
  },
};
