import { expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** The rules that the titles of a file's tests name. */
function namedIn(file: string): string[] {
  const titles = [
    ...readFileSync(file, 'utf8').matchAll(/(?:it|describe)(?:\.each\([^]*?\))?\(\s*(['"`])((?:(?!\1).)*)\1/g),
  ];
  return titles.flatMap(([, , title = '']) => title.match(/\bR\d+\b/g) ?? []);
}

it('every rule of the bank’s description, R1 to R54, is the name of a test of the call flow', () => {
  const named = new Set(globSync('rules-of-*.spec.ts', { cwd: HERE }).flatMap((file) => namedIn(`${HERE}/${file}`)));
  const missing = Array.from({ length: 54 }, (_, index) => `R${index + 1}`).filter((rule) => !named.has(rule));
  expect(missing).toEqual([]);
});
