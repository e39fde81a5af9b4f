import { describe, expect, it } from '@jest/globals';
import { isActive } from './card-status.js';

const card = { status: 'active', activeFrom: null, expiryMonth: '2027-03' } as const;

describe('an active card', () => {
  it('is active while its bank says so and its last month is not past', () => {
    expect(isActive(card, '2026-11-22')).toBe(true);
  });

  it.each(['blocked', 'inactive', 'closed'] as const)('D26: is not one that is %s', (status) => {
    expect(isActive({ ...card, status }, '2026-11-22')).toBe(false);
  });

  it.each([
    ['2027-03-31', true],
    ['2027-04-01', false],
    ['2028-01-01', false],
  ])('D26: good through its last month: on %s %s', (today, active) => {
    expect(isActive(card, today)).toBe(active);
  });

  it.each([
    ['2026-11-21', false],
    ['2026-11-22', true],
    ['2026-11-23', true],
  ])('D26: not before the day of its activation: on %s %s', (today, active) => {
    expect(isActive({ ...card, activeFrom: '2026-11-22' }, today)).toBe(active);
  });
});
