import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { aCreditCard, aDebitCard } from '../../test/card.factory.js';
import { creditCardsFor, debitCardsFor } from './which-cards.js';

const clientId = randomUUID();
const viewer = { clientId, onlyCardId: undefined, today: '2026-11-22' };
const endings = (cards: readonly { lastFour: string }[]) => cards.map((card) => card.lastFour);

describe('the credit cards a caller may hear of', () => {
  it('5.1: are the client’s active ones, oldest first', () => {
    const cards = [
      aCreditCard({ clientId, lastFour: '3333', activeFrom: '2025-01-01' }),
      aCreditCard({ clientId, lastFour: '2222', activeFrom: '2020-01-01' }),
      aCreditCard({ clientId, lastFour: '9999', activeFrom: null }),
      aCreditCard({ clientId, lastFour: '1111', activeFrom: '2025-01-01' }),
    ];
    expect(endings(creditCardsFor(cards, viewer))).toEqual(['9999', '2222', '1111', '3333']);
    expect(endings(creditCardsFor(cards.reverse(), viewer))).toEqual(['9999', '2222', '1111', '3333']);
  });

  it('D21: are one when the grant opens only that one', () => {
    const cards = [aCreditCard({ clientId, lastFour: '1111' }), aCreditCard({ clientId, lastFour: '2222' })];
    expect(endings(creditCardsFor(cards, { ...viewer, onlyCardId: cards[1]!.id }))).toEqual(['2222']);
  });

  it.each([
    ['of another client', { clientId: randomUUID() }],
    ['supplementary (D23)', { supplementary: true }],
    ['blocked', { status: 'blocked' }],
    ['expired', { expiryMonth: '2026-10' }],
    ['not yet active', { activeFrom: '2026-11-23' }],
    ['without terms', { credit: null }],
    ['a debit card', { kind: 'debit' }],
  ] as const)('are none that is %s, even when the grant names it', (_, difference) => {
    const card = aCreditCard({ clientId, ...difference });
    expect(creditCardsFor([card], viewer)).toEqual([]);
    expect(creditCardsFor([card], { ...viewer, onlyCardId: card.id })).toEqual([]);
  });
});

describe('the debit cards a caller may hear of', () => {
  it('D22: are the client’s active and linked ones, oldest first', () => {
    const cards = [
      aDebitCard({ clientId, lastFour: '2222', activeFrom: '2024-05-01' }),
      aDebitCard({ clientId, lastFour: '1111', activeFrom: '2024-04-30' }),
    ];
    expect(endings(debitCardsFor(cards, viewer))).toEqual(['1111', '2222']);
  });

  it.each([
    ['of another client', { clientId: randomUUID() }],
    ['supplementary (D23)', { supplementary: true }],
    ['closed', { status: 'closed' }],
    ['linked to no account (D8)', { linkedAccountIds: [] }],
    ['a credit card', { kind: 'credit' }],
  ] as const)('are none that is %s', (_, difference) => {
    expect(debitCardsFor([aDebitCard({ clientId, ...difference })], viewer)).toEqual([]);
  });
});
