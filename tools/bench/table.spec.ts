import { describe, expect, it } from '@jest/globals';
import { formatTable, median, percentile } from './table.js';

describe('figures of a benchmark', () => {
  it('median and percentile of known figures', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(percentile([...Array(100).keys()], 0.99)).toBe(99);
    expect(percentile([5], 0.99)).toBe(5);
  });

  it('aligns words left and numbers right', () => {
    expect(
      formatTable([
        ['work', 'rate'],
        ['menu', '9/s'],
      ]),
    ).toBe('work   rate\n───────────\nmenu    9/s');
  });
});
