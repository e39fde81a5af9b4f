/**
 * Words, and numbers that spell them on a keypad, which stand for a number that was withheld. The numbers look like
 * international ones and would otherwise pass for a caller who is not registered: 266696687 is ANONYMOUS (reported from
 * real traffic); RESTRICTED, UNKNOWN, UNAVAILABLE and BLOCKED are spelt the same way.
 */
const WITHHELD =
  /^(?:anonymous|restricted|unknown|unavailable|private|blocked|\+?(?:266696687|7378742833|8656696|86282452253|2562533))$/i;

/**
 * The number as it was presented; empty when it was withheld. Bringing it to international form is auth's (P17), so a
 * provider that leaves the `+` away has it put back by its adapter.
 */
export function presentedNumber(from: string): string {
  return WITHHELD.test(from.trim()) ? '' : from;
}
