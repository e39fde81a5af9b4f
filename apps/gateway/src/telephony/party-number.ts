import { presentedNumber } from './presented-number.js';

/** What a network writes for a number without `+`: as it was dialled, or always the whole international number. */
export type BareNumbers = 'asGiven' | 'international';

/**
 * The number in how a network names a party: `sip:+355…@host`, `tel:+355…`, `"A name" <sip:…>`, or the bare number. Empty
 * when it was withheld. A name instead of a number stays as it is, and auth takes it for no number at all (P17, S16).
 */
export function partyNumber(party: string, bare: BareNumbers): string {
  const address = /<([^<>]*)>/.exec(party)?.[1] ?? party;
  const withoutScheme = address.trim().replace(/^(?:sips?|tel):/i, '');
  const [user = ''] = withoutScheme.split(/[@;?]/);
  const number = presentedNumber(user.replace(/^%2B/i, '+'));
  // Browsers post a variable that holds nothing as this word.
  if (number === 'undefined' || number === 'null') return '';
  return bare === 'international' && /^[1-9]\d{6,14}$/.test(number) ? `+${number}` : number;
}
