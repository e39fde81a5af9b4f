import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastWords, LogWatch } from './log-watch.js';

let folder: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'));
  log = join(folder, 'auth.log');
});
afterEach(() => rmSync(folder, { recursive: true }));
const line = (level: string, msg: string, more = {}) => `${JSON.stringify({ level, app: 'auth', ...more, msg })}\n`;

describe('errors of an app on the screen', () => {
  it('are those added since the last look, in a file that may not be there yet', () => {
    const watch = new LogWatch(log);
    expect(watch.newErrors()).toEqual([]);
    writeFileSync(log, line('info', 'started') + line('error', 'gone', { err: { message: 'no bus\nat x' } }));
    expect(watch.newErrors()).toEqual(['gone: no bus']);
    expect(watch.newErrors()).toEqual([]);
    appendFileSync(log, line('fatal', 'cannot go on'));
    expect(watch.newErrors()).toEqual(['cannot go on']);
  });

  it('are not those of an earlier run', () => {
    writeFileSync(log, line('error', 'long ago'));
    expect(new LogWatch(log).newErrors()).toEqual([]);
  });

  it('wait for the rest of a line that is half written', () => {
    const watch = new LogWatch(log);
    const whole = line('error', 'later');
    writeFileSync(log, whole.slice(0, 20));
    expect(watch.newErrors()).toEqual([]);
    appendFileSync(log, whole.slice(20));
    expect(watch.newErrors()).toEqual(['later']);
  });
});

describe('why an app ended while starting', () => {
  const after = (text: string) => {
    writeFileSync(log, `${line('error', 'of an earlier run')}${text}`);
    return lastWords(log, line('error', 'of an earlier run').length);
  };

  it.each([
    ['what it logged last as an error', line('info', 'hello') + line('fatal', 'no database'), 'no database'],
    [
      'settings it cannot use',
      'auth: the settings cannot be used:\n  PIN_KIND: is not set\n',
      'auth: the settings cannot be used: PIN_KIND: is not set',
    ],
    [
      'an error nobody caught',
      'file:///x.js:1\nthrow new Error()\nTypeError: no\n    at y\n\nNode.js v24.1.0\n',
      'TypeError: no',
    ],
    ['nothing', '', 'it gave no reason'],
  ])('is %s', (_, text, told) => {
    expect(after(text)).toBe(told);
  });
});
