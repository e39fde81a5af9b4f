import type { CallEvent } from './call-event.js';

/** What a provider tells of a collect that only `#` can end before its length. */
export interface EnteredKeys {
  /** Keys in the order pressed, without a `#` that ended them. */
  digits: string;
  /** How many were asked for; 1 is a menu, where every key is an answer. */
  expected: number;
  /** Whether silence ended it; undefined where the provider does not tell silence from `#`. */
  bySilence: boolean | undefined;
}

/**
 * The event of a collect that `*` cannot end. In an entry a `*` erases what was typed before it, but it has taken the
 * place of a digit: when an entry is full because of one, what followed had no room, and the caller is asked again.
 */
export function enteredKeys(
  { digits, expected, bySilence }: EnteredKeys,
  at: number,
): CallEvent & { kind: 'input' | 'noInput' } {
  const isEntry = expected > 1;
  if (digits === '') {
    const isHash = isEntry && bySilence !== true;
    return isHash ? { kind: 'input', at, digits, finishedBy: 'key', finishKey: '#' } : { kind: 'noInput', at };
  }
  if (digits.length >= expected) {
    const star = isEntry ? digits.lastIndexOf('*') : -1;
    if (star === -1) return { kind: 'input', at, digits, finishedBy: 'length' };
    return { kind: 'input', at, digits: digits.slice(0, star), finishedBy: 'key', finishKey: '*' };
  }
  if (bySilence === false) return { kind: 'input', at, digits, finishedBy: 'key', finishKey: '#' };
  return { kind: 'input', at, digits, finishedBy: 'timeout' };
}
