import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Problem, sentence } from './problem.mjs';
import { findProgram } from './programs.mjs';
import { lastError } from './run.mjs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'));
  for (const name of ['first', 'second']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'first', 'nats-server'), '', { mode: 0o644 });
  writeFileSync(join(folder, 'second', 'nats-server'), '', { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true }));

it('finds a program on the PATH, passing over what cannot be executed', () => {
  const path = [join(folder, 'first'), '', join(folder, 'second')].join(delimiter);
  expect(findProgram('nats-server', path, [])).toBe(join(folder, 'second', 'nats-server'));
});

it('finds it where Debian puts servers, which is not on the PATH of a plain user', () => {
  expect(findProgram('nats-server', '', [join(folder, 'second')])).toBe(join(folder, 'second', 'nats-server'));
});

it('says when there is none', () => {
  expect(findProgram('nats-server', join(folder, 'first'), [])).toBeUndefined();
});

it.each([
  ['E: Unable to locate package nats-server\n', 'E: Unable to locate package nats-server'],
  [
    'npm error code ENOTFOUND\nnpm error\nnpm error A complete log of this run can be found in: /x\n',
    'npm error code ENOTFOUND',
  ],
  ['just words\n\n', 'just words'],
  ['', 'no output'],
])('tells of %j what says most', (output, told) => {
  expect(lastError(output)).toBe(told);
});

it('tells what it foresaw in its own words, and anything else in one sentence without a stack', () => {
  expect(sentence(new Problem('Port 3000 is taken: stop it.'))).toBe('Port 3000 is taken: stop it.');
  expect(sentence(new TypeError('x is not a function\n    at y'))).toBe(
    'Unexpected: x is not a function (set DEBUG=1 to see where it happened).',
  );
});
