import { describe, expect, it } from '@jest/globals';
import { sortOut } from './sort-out.js';

const record = (sourceId: string, amount: number) => ({ sourceId, amount });
const noNegative = ({ amount }: { amount: number }) => (amount < 0 ? 'amount: is below zero' : null);

describe('a batch of the bank’s feed', () => {
  it('names the bad records and keeps the rest, in order', () => {
    const sorted = sortOut([record('b', 1), record('x', -1), record('a', 2)], noNegative);
    expect(sorted).toEqual({
      accepted: [record('b', 1), record('a', 2)],
      refused: [{ sourceId: 'x', why: 'amount: is below zero' }],
    });
  });

  it('lets the last record of a source id win, good or bad', () => {
    expect(sortOut([record('a', 1), record('b', 5), record('a', 2)], noNegative).accepted).toEqual([
      record('b', 5),
      record('a', 2),
    ]);
    expect(sortOut([record('a', 1), record('a', -2)], noNegative)).toEqual({
      accepted: [],
      refused: [{ sourceId: 'a', why: 'amount: is below zero' }],
    });
  });
});
