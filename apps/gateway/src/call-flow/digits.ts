import type { Entry } from './flow.schema.js';
import { askEntry, toWayOut } from './places.js';
import { discardKeysAhead, note, say, UndefinedState, type Output, type Walk } from './walk.js';

/** A `#` this soon after an entry that was complete belongs to that entry (D42), milliseconds. */
const SWALLOW_HASH_MS = 2_000;

/** While a service is asked about the entry nobody hears the caller: the time counts from its answer. */
export function entryAnswered(walk: Walk): void {
  if (walk.state.swallowHashUntil !== undefined) walk.state.swallowHashUntil = walk.at + SWALLOW_HASH_MS;
}

/**
 * Digits of an entry: `*` erases, `#` ends, the last digit completes. `stopped`: the caller stopped typing, so an
 * unfinished entry is an entry error and not the beginning of one.
 */
export function takeDigits(walk: Walk, entry: Entry, { stopped }: { stopped: boolean }): Output {
  let digits = '';
  while (walk.keys !== '') {
    const key = walk.keys.charAt(0);
    walk.keys = walk.keys.slice(1);
    if (key === '*') {
      digits = '';
      if (walk.keys === '') return askEntry(walk, entry);
    } else if (key === '#') {
      return digits === '' ? toWayOut(walk) : entryError(walk, entry);
    } else if (!/^[0-9]$/.test(key)) {
      return entryError(walk, entry);
    } else {
      digits += key;
      if (digits.length === entry.digits) return complete(walk, entry, digits);
    }
  }
  // Keys typed ahead that do not fill the entry are not kept: no digit of an entry rests anywhere (P1).
  return stopped ? entryError(walk, entry) : askEntry(walk, entry);
}

function complete(walk: Walk, entry: Entry, digits: string): Output {
  walk.state.swallowHashUntil = walk.at + SWALLOW_HASH_MS;
  if (entry.check === 'luhn' && !hasValidCheckDigit(digits)) return entryError(walk, entry);
  note(walk, 'entry', { outcome: 'complete' });
  switch (entry.collects) {
    case 'cardNumber':
      return { kind: 'request', request: { kind: 'sealCardNumber', digits } };
    case 'clientNumber':
      return { kind: 'request', request: { kind: 'verifyClientNumber', digits } };
    case 'pin': {
      const { sealedPan } = walk.state;
      if (sealedPan === undefined) throw new UndefinedState('a PIN without a card number');
      return { kind: 'request', request: { kind: 'verifyCard', sealedPan, pin: digits } };
    }
  }
}

/** Wrong length or check digit: not a verification failure, and nothing about the bank's data is told (3.4). */
function entryError(walk: Walk, entry: Entry): Output {
  walk.state.entryErrors += 1;
  discardKeysAhead(walk);
  note(walk, 'slip', { outcome: 'entryError' });
  say(walk, { prompt: 'error.invalid-entry' });
  return walk.state.entryErrors >= walk.settings.entryMaxErrors ? toWayOut(walk) : askEntry(walk, entry);
}

/** The check digit of card numbers (Luhn). */
export function hasValidCheckDigit(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, character, index) => {
      const weighted = Number(character) * (index % 2 === 0 ? 1 : 2);
      return total + (weighted > 9 ? weighted - 9 : weighted);
    }, 0);
  return sum % 10 === 0;
}
