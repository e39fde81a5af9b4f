import { describe, expect, it } from '@jest/globals';
import { fittingOneMessage } from './one-message.js';
import { MAX_MESSAGE_BYTES } from '#libs/messaging';

describe('S27: no reply is above 64 KB', () => {
  const movement = (description: string) => ({ date: '2026-11-22', amountMinor: '-1', description });

  it('a list that fits stays whole', () => {
    const few = Array.from({ length: 500 }, () => movement('Pension'));
    expect(fittingOneMessage(few)).toEqual(few);
  });

  it.each([
    ['plain', 'x'.repeat(500)],
    ['three bytes each', '€'.repeat(500)],
    ['six bytes each once escaped', '\u0001'.repeat(500)],
  ])('a list with the longest descriptions, %s, is cut before it is too long', (_, description) => {
    const many = Array.from({ length: 500 }, () => movement(description));
    const fitting = fittingOneMessage(many);
    expect(Buffer.byteLength(JSON.stringify({ err: null, response: { movements: fitting } }))).toBeLessThan(
      MAX_MESSAGE_BYTES,
    );
    expect(fitting.length).toBeGreaterThan(15);
    expect(fitting).toEqual(many.slice(0, fitting.length));
  });

  it('something always goes: a list is never stuck at one item', () => {
    expect(fittingOneMessage(['x'.repeat(MAX_MESSAGE_BYTES)])).toHaveLength(1);
  });
});
