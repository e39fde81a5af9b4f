import { describe, expect, it } from '@jest/globals';
import { parsePosition, positionText } from './export-position.js';

describe('a place in an export', () => {
  it('comes back as it was given out', () => {
    const position = { date: '2026-11-22', importedNo: 9_007_199_254_740_993n };
    expect(parsePosition(positionText(position))).toEqual(position);
  });

  it.each(['', '2026-11-22', '2026-13-22:1', '2026-11-22:-1', "2026-11-22:1' OR 1=1", '2026-11-22:1\n'])(
    'is nothing else: %j',
    (text) => {
      expect(parsePosition(text)).toBeNull();
    },
  );
});
