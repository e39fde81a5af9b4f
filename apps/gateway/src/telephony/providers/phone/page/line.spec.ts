import { beforeEach, describe, expect, it } from '@jest/globals';
// @ts-expect-error -- a script of the page, plain JavaScript
import * as script from './line.js';

type Outcome = { kind: 'noInput' } | { kind: 'input'; digits: string; finishedBy: string; finishKey?: string };
interface Line {
  readonly hasKept: boolean;
  collect(wanted: object, hears: { onKey: (typed: number) => void; onEnd: (outcome: Outcome) => void }): void;
  press(key: string): void;
  promptsOver(): void;
  forget(): void;
  stop(): void;
}
type Timers = { start: (ms: number, then: () => void) => unknown; stop: (timer: unknown) => void };
const { KeyLine } = script as { KeyLine: new (timers: Timers) => Line };

const MENU = { digits: 1, finishKeys: [], firstDigitMs: 7_000, interDigitMs: 7_000 };
const PIN = { digits: 4, finishKeys: ['#', '*'], firstDigitMs: 10_000, interDigitMs: 5_000 };

describe('the telephone line of the page', () => {
  let line: Line;
  let outcomes: Outcome[];
  let typed: number[];
  let running: { ms: number; then: () => void } | undefined;

  beforeEach(() => {
    outcomes = [];
    typed = [];
    running = undefined;
    line = new KeyLine({
      start: (ms, then) => (running = { ms, then }),
      stop: () => (running = undefined),
    });
  });

  const collect = (wanted: object) =>
    line.collect(wanted, { onKey: (count) => typed.push(count), onEnd: (outcome) => outcomes.push(outcome) });
  const press = (keys: string) => Array.from(keys, (key) => line.press(key));
  const timeOut = () => running?.then();

  it('a menu takes one key, whichever it is', () => {
    for (const key of ['0', '5', '*', '#']) {
      collect(MENU);
      press(key);
    }
    expect(outcomes).toEqual(['0', '5', '*', '#'].map((digits) => ({ kind: 'input', digits, finishedBy: 'length' })));
  });

  it('an entry ends with its last digit', () => {
    collect(PIN);
    press('4826');
    expect(outcomes).toEqual([{ kind: 'input', digits: '4826', finishedBy: 'length' }]);
    expect(typed).toEqual([1, 2, 3, 4]);
  });

  it('an entry ends early with a finish key, and says which', () => {
    collect(PIN);
    press('48#');
    collect(PIN);
    press('*');
    expect(outcomes).toEqual([
      { kind: 'input', digits: '48', finishedBy: 'key', finishKey: '#' },
      { kind: 'input', digits: '', finishedBy: 'key', finishKey: '*' },
    ]);
  });

  it('7.1: silence counts once everything was said, and then from the first digit on between digits', () => {
    collect(PIN);
    expect(running).toBeUndefined();
    line.promptsOver();
    expect(running?.ms).toBe(10_000);
    press('4');
    expect(running?.ms).toBe(5_000);
    press('8');
    timeOut();
    expect(outcomes).toEqual([{ kind: 'input', digits: '48', finishedBy: 'timeout' }]);
    expect(running).toBeUndefined();
  });

  it('a digit pressed while it is still being said is not waited for again when it was said', () => {
    collect(PIN);
    press('4');
    line.promptsOver();
    expect(running?.ms).toBe(5_000);
  });

  it('nothing pressed in time is no input, said once', () => {
    collect(MENU);
    line.promptsOver();
    timeOut();
    expect(outcomes).toEqual([{ kind: 'noInput' }]);
    press('1');
    expect(outcomes).toHaveLength(1);
    expect(line.hasKept).toBe(true);
  });

  it('7.3, SC26: keys typed ahead are kept in order and used by the steps that follow', () => {
    press('14826#7');
    collect(MENU);
    collect(PIN);
    collect(PIN);
    collect(MENU);
    expect(outcomes).toEqual([
      { kind: 'input', digits: '1', finishedBy: 'length' },
      { kind: 'input', digits: '4826', finishedBy: 'length' },
      { kind: 'input', digits: '', finishedBy: 'key', finishKey: '#' },
      { kind: 'input', digits: '7', finishedBy: 'length' },
    ]);
  });

  it('an entry typed half ahead goes on with the keys pressed now', () => {
    press('48');
    collect(PIN);
    expect(typed).toEqual([1, 2]);
    expect(running?.ms).toBe(5_000);
    press('26');
    expect(outcomes).toEqual([{ kind: 'input', digits: '4826', finishedBy: 'length' }]);
  });

  it('7.3: no more than 32 keys are kept', () => {
    press('1'.repeat(33));
    collect({ ...PIN, digits: 40 });
    expect(typed.at(-1)).toBe(32);
  });

  it('keys that must not be used are forgotten', () => {
    press('111');
    line.forget();
    collect(MENU);
    expect([line.hasKept, outcomes]).toEqual([false, []]);
  });

  it('after hanging up nothing ends any more', () => {
    press('');
    collect(PIN);
    press('48');
    line.stop();
    expect(running).toBeUndefined();
    press('26');
    line.promptsOver();
    expect(outcomes).toEqual([]);
  });
});
