import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SOURCE_FOLDERS, sourceStamp } from './source-stamp.mjs';

let root: string;
let before: string;
const write = (path: string, text: string) => writeFileSync(join(root, path), text);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stamp-'));
  for (const folder of SOURCE_FOLDERS) mkdirSync(join(root, folder));
  write('.swcrc', '{}');
  write('package-lock.json', '{}');
  write('apps/main.ts', 'one');
  write('libs/words.json', '{}');
  before = sourceStamp(root);
});
afterEach(() => rmSync(root, { recursive: true }));

describe('what changed is built, and nothing else', () => {
  it.each([
    ['a source is edited', () => write('apps/main.ts', 'two')],
    ['an asset is edited', () => write('libs/words.json', '[]')],
    ['a file is added', () => write('tools/new.ts', '')],
    ['a file is removed', () => rmSync(join(root, 'apps/main.ts'))],
    ['a file is renamed', () => renameSync(join(root, 'apps/main.ts'), join(root, 'apps/start.ts'))],
    ['the compiler is set otherwise', () => write('.swcrc', '{"minify":true}')],
    ['a dependency changes', () => write('package-lock.json', '[]')],
  ])('builds when %s', (_, change) => {
    change();
    expect(sourceStamp(root)).not.toBe(before);
  });

  it.each([
    ['only a date changes, as with a checkout', () => utimesSync(join(root, 'apps/main.ts'), 0, 0)],
    ['a test is written', () => write('apps/main.spec.ts', '')],
    ['a test on real servers is written', () => write('apps/main.int-spec.ts', '')],
    ['something else changes', () => write('README.md', 'new')],
  ])('does not build when %s', (_, change) => {
    change();
    expect(sourceStamp(root)).toBe(before);
  });
});
