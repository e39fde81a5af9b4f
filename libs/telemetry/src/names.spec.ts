import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

/** Every name that a counter, a duration or a reading is made with. */
function declared(): Set<string> {
  const names = new Set<string>();
  for (const folder of ['apps', 'libs']) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || /spec\.ts$|\/metrics\.ts$/.test(file)) continue;
      const text = textOf(join(folder, file));
      for (const [, name = ''] of text.matchAll(/\b(?:counter|durations|reading)\(\s*'(\w+)'/g)) names.add(name);
    }
  }
  return names;
}

/** The names a file speaks of, without what Prometheus adds to those of durations. */
function used(file: string): string[] {
  const names = Array.from(textOf(file).matchAll(/phone_banking_(\w+)/g), ([, name = '']) => name);
  return [...new Set(names.map((name) => name.replace(/_(bucket|count|sum)$/, '')))].sort();
}

describe('what is watched is what is counted', () => {
  it.each(['deploy/monitoring/alerts.yml', 'deploy/monitoring/grafana-dashboard.json'])('%s', (file) => {
    const known = declared();
    expect(used(file).length).toBeGreaterThan(5);
    expect(used(file).filter((name) => !known.has(name))).toEqual([]);
  });

  it('docs/watching.md explains every one', () => {
    expect(used('docs/watching.md')).toEqual([...declared()].sort());
  });
});
