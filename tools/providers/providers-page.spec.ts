import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { capabilityPage } from './capabilities.js';

const PAGE = new URL('../../docs/providers.md', import.meta.url);

describe('P8: what providers differ in is declared, and shown as declared', () => {
  it('docs/providers.md says what the adapters say (npm run providers -- --write)', async () => {
    const options = await resolveConfig(PAGE.pathname);
    const asFormatted = (text: string) => format(text, { ...options, parser: 'markdown' });
    expect(await asFormatted(readFileSync(PAGE, 'utf8'))).toBe(await asFormatted(capabilityPage()));
  });

  it('every provider has the page it is linked to', () => {
    const pages = Array.from(capabilityPage().matchAll(/\]\(([^)]+\.md)\)/g), ([, page = '']) => page);
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.filter((page) => !existsSync(new URL(page, PAGE)))).toEqual([]);
  });
});
