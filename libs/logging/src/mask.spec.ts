import { describe, expect, it } from '@jest/globals';
import { createLogger, maskCardNumbers } from './logger.js';

describe('S31: a card number never leaves in a log', () => {
  it.each([
    ['pan=4111111111111111.', 'pan=[card number].'],
    ['4111 1111 1111 1111', '[card number]'],
    ['"5555-5555-5555-4444"', '"[card number]"'],
    ['4111111111111112', '4111111111111112'],
    ['2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.000Z'],
    ['+355690000001', '+355690000001'],
  ])('%s becomes %s', (given, masked) => {
    expect(maskCardNumbers(given)).toBe(masked);
  });

  it('is masked in fields, messages and errors, and driver fields are left out', () => {
    const lines: string[] = [];
    const logger = createLogger('test', 'info', { write: (line) => void lines.push(line) });
    const error = Object.assign(new Error('near 4111111111111111'), {
      code: '23505',
      parameters: ['4826'],
      detail: 'Key (pin)=(4826)',
    });
    logger.error({ err: error, field: '4111111111111111' }, 'said 4111111111111111');
    expect(lines.join('')).not.toContain('4111111111111111');
    expect(lines.join('')).not.toContain('4826');
    expect(lines.join('')).toContain('23505');
  });
});
