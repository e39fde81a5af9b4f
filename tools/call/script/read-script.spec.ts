import { describe, expect, it } from '@jest/globals';
import { parseScript, readScript, ScriptRefused } from './read-script.js';

const head = 'scenario: X1\ntitle: a call to test with\n';
const read = (steps: string) => parseScript(`${head}steps:\n${steps}`, 'x1.yaml');

describe('a script of a call', () => {
  it('is read with its defaults: nobody calls, in both languages', () => {
    const script = read('  - press: 1\n    hear: P-BYE');
    expect(script).toMatchObject({ from: 'nobody', languages: ['sq', 'en'] });
    expect(script.steps).toEqual([{ press: '1', hear: ['P-BYE'] }]);
  });

  it.each([
    [
      'a prompt that does not exist',
      '  - press: 1\n  - hear: [P-HELLO]',
      /x1\.yaml.*\n.*step 2, hear: there is no prompt or message P-HELLO/s,
    ],
    ['a card that does not exist', '  - press: { card: Z-credit }', /step 1: demo\/bank\.json has no card Z-credit/],
    ['a client that is no letter', '  - newCall: Anna', /step 1, newCall: .*must be the letter of a client/],
    ['keys that are none', '  - press: "12x"', /step 1, press/],
    ['several keys without quotes', '  - press: 11', /step 1, press/],
    ['two things at once', '  - press: 1\n    silence: true', /step 1: a step does one thing/],
    ['a step without anything', '  - {}', /step 1: a step does or expects something/],
    ['a field that does not exist', '  - presses: 1', /step 1: .*presses/],
    ['an outcome that does not exist', '  - ends: fine', /step 1, ends/],
    [
      'a world that comes twice',
      '  - service: { down: cards }\n    twice: true',
      /step 1, twice: only what is pressed/,
    ],
    [
      'a mistake within calls at once',
      '  - atOnce:\n      - { from: A, steps: [{ hear: [P-NO] }] }\n      - { from: B, steps: [{ press: 1 }] }',
      /step 1, call 1, step 1, hear: there is no prompt/,
    ],
  ])('is refused, naming file, step and field: %s', (_, steps, message) => {
    expect(() => read(steps)).toThrow(ScriptRefused);
    expect(() => read(steps)).toThrow(message);
  });

  it('is refused when it is no YAML, no script, or not there', () => {
    expect(() => parseScript('steps: [', 'x1.yaml')).toThrow(/x1\.yaml is not YAML/);
    expect(() => parseScript('hello', 'x1.yaml')).toThrow(/x1\.yaml is no script/);
    expect(() => readScript('/nowhere/x1.yaml')).toThrow(/x1\.yaml cannot be read/);
  });
});
