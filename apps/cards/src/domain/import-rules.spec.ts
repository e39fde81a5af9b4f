import { describe, expect, it } from '@jest/globals';
import { aCardRecord, aCreditRecord, aTransactionRecord } from '../../test/card.factory.js';
import { whyCardIsRefused, whyTransactionIsRefused } from './import-rules.js';

const today = '2026-11-22';
const credit = aCreditRecord().credit!;

describe('a card in the bank’s feed', () => {
  it.each([
    ['a principal credit card with its terms', aCreditRecord()],
    ['a debit card with its accounts', aCardRecord()],
    ['a debit card without an account', aCardRecord({ linkedAccountSourceIds: [] })],
    ['a supplementary credit card without terms', aCreditRecord({ supplementary: true, credit: null })],
    ['a statement cut and due today', aCreditRecord({ credit: { ...credit, lastCutDate: today, dueDate: today } })],
    [
      'terms without minimum and due date',
      aCreditRecord({ credit: { ...credit, minimumPaymentMinor: null, dueDate: null } }),
    ],
    ['a card over its limit', aCreditRecord({ credit: { ...credit, availableLimitMinor: '-5' } })],
  ])('is stored: %s', (_, record) => {
    expect(whyCardIsRefused(record, today)).toBeNull();
  });

  it.each([
    ['credit: only a credit card has terms', aCardRecord({ credit })],
    ['credit: a principal credit card has terms', aCreditRecord({ credit: null })],
    ['credit: a supplementary card has no terms of its own', aCreditRecord({ supplementary: true })],
    ['linkedAccountSourceIds: only a debit card is linked', aCreditRecord({ linkedAccountSourceIds: ['a'] })],
    ['linkedAccountSourceIds: names an account twice', aCardRecord({ linkedAccountSourceIds: ['a', 'b', 'a'] })],
    ['credit.dueDate: is before the cut', aCreditRecord({ credit: { ...credit, dueDate: '2026-11-10' } })],
    ['credit.lastCutDate: is in the future', aCreditRecord({ credit: { ...credit, lastCutDate: '2026-11-23' } })],
    ['credit.approvedLimitMinor: is below zero', aCreditRecord({ credit: { ...credit, approvedLimitMinor: '-1' } })],
    ['credit.statementPaidMinor: is below zero', aCreditRecord({ credit: { ...credit, statementPaidMinor: '-1' } })],
    ['credit.minimumPaymentMinor: is below zero', aCreditRecord({ credit: { ...credit, minimumPaymentMinor: '-1' } })],
    ['sourceId: is a card number', aCreditRecord({ sourceId: '4111-1111-1111-1111', lastFour: '1111' })],
    ['sourceId: has a character that cannot be stored', aCardRecord({ sourceId: 'a\u0000' })],
  ])('is refused with its reason: %s', (why, record) => {
    expect(whyCardIsRefused(record, today)).toBe(why);
  });
});

describe('a card transaction in the bank’s feed', () => {
  it('is stored in the currency of its card, and when the card is not known yet', () => {
    expect(whyTransactionIsRefused(aTransactionRecord({ currency: 'ALL' }), 'ALL')).toBeNull();
    expect(whyTransactionIsRefused(aTransactionRecord({ currency: 'ALL' }), undefined)).toBeNull();
  });

  it('is refused in another currency', () => {
    expect(whyTransactionIsRefused(aTransactionRecord({ currency: 'EUR' }), 'ALL')).toBe('currency: is not the card’s');
  });

  it('is refused with a description that cannot be stored', () => {
    expect(whyTransactionIsRefused(aTransactionRecord({ description: 'x\u0000' }), 'ALL')).toBe(
      'description: has a character that cannot be stored',
    );
  });
});
