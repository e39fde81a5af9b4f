import { describe, expect, it } from '@jest/globals';
import { parsePosition } from './export-position.js';
import { pageOf } from './page.js';

const records = (count: number, description = 'x') =>
  Array.from({ length: count }, (_, index) => ({ date: '2026-11-22', importedNo: BigInt(index + 1), description }));
const show = ({ description }: { description: string }) => ({ description });

describe('a page of an export', () => {
  it.each([
    [0, null],
    [9, null],
    [10, '2026-11-22:10'],
  ])('with %i of at most 10 records goes on at %s', (count, next) => {
    expect(pageOf(records(count), 10, show)).toEqual({ shown: records(count).map(show), next });
  });

  it('goes on after the last record shown, when not all that were found fit into a message', () => {
    const { shown, next } = pageOf(records(500, '€'.repeat(500)), 500, show);
    expect(shown.length).toBeLessThan(50);
    expect(parsePosition(next ?? '')).toEqual({ date: '2026-11-22', importedNo: BigInt(shown.length) });
  });
});
