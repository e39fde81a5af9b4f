import { describe, expect, it } from '@jest/globals';
import { enteredKeys } from './entered-keys.js';

describe('keys of a collect that only # can end early', () => {
  it.each([
    ['a menu key', '1', 1, true, { kind: 'input', digits: '1', finishedBy: 'length' }],
    ['* in a menu is an answer', '*', 1, true, { kind: 'input', digits: '*', finishedBy: 'length' }],
    ['nothing in a menu', '', 1, true, { kind: 'noInput' }],
    ['nothing in a menu, and no word of silence', '', 1, undefined, { kind: 'noInput' }],
    ['nothing in an entry', '', 4, true, { kind: 'noInput' }],
    ['# alone in an entry', '', 4, false, { kind: 'input', digits: '', finishedBy: 'key', finishKey: '#' }],
    ['a full entry', '1234', 4, false, { kind: 'input', digits: '1234', finishedBy: 'length' }],
    ['fewer, then #', '12', 4, false, { kind: 'input', digits: '12', finishedBy: 'key', finishKey: '#' }],
    ['fewer, then silence', '12', 4, true, { kind: 'input', digits: '12', finishedBy: 'timeout' }],
    ['fewer, and no word why', '12', 4, undefined, { kind: 'input', digits: '12', finishedBy: 'timeout' }],
    ['* and silence', '12*', 4, true, { kind: 'input', digits: '12*', finishedBy: 'timeout' }],
    ['* that took a place', '1*23', 4, false, { kind: 'input', digits: '1', finishedBy: 'key', finishKey: '*' }],
    ['* as the last one', '123*', 4, false, { kind: 'input', digits: '123', finishedBy: 'key', finishKey: '*' }],
  ] as const)('%s', (_what, digits, expected, bySilence, event) => {
    expect(enteredKeys({ digits, expected, bySilence }, 7)).toEqual({ ...event, at: 7 });
  });
});
