import { describe, expect, it } from '@jest/globals';
import { type CardFacts, isActiveCard } from './card-usability.js';

const card: CardFacts = {
  kind: 'credit',
  status: 'active',
  supplementary: false,
  activeFrom: '2026-11-22',
  expiryMonth: '2026-11',
};

describe('requirements 1: an active card', () => {
  it.each([
    ['on its first day', {}, '2026-11-22', true],
    ['the day before it is activated', {}, '2026-11-21', false],
    ['on the last day of its last month', {}, '2026-11-30', true],
    ['on the day after', {}, '2026-12-01', false],
    ['a year later', {}, '2027-01-01', false],
    ['active since it was issued', { activeFrom: null }, '2026-01-01', true],
    ['blocked', { status: 'blocked' }, '2026-11-22', false],
    ['not yet activated', { status: 'inactive' }, '2026-11-22', false],
    ['closed', { status: 'closed' }, '2026-11-22', false],
  ] as const)('%s', (_, difference, today, active) => {
    expect(isActiveCard({ ...card, ...difference }, today)).toBe(active);
  });
});
