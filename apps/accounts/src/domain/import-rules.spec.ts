import { describe, expect, it } from '@jest/globals';
import { anAccountRecord, anAccountTransactionRecord } from '../../test/account.factory.js';
import { whyAccountIsRefused, whyTransactionIsRefused } from './import-rules.js';

describe('an account in the bank’s feed', () => {
  it.each([
    ['an overdrawn account', anAccountRecord({ bookedBalanceMinor: '-1' })],
    ['a joint account', anAccountRecord({ holderSourceIds: ['a', 'b'] })],
    ['a deposit, which is kept and never spoken', anAccountRecord({ type: 'deposit' })],
  ])('is stored: %s', (_, record) => {
    expect(whyAccountIsRefused(record)).toBeNull();
  });

  it.each([
    ['number: has fewer than four digits', anAccountRecord({ number: 'AB-123' })],
    ['holderSourceIds: names a holder twice', anAccountRecord({ holderSourceIds: ['a', 'b', 'a'] })],
    ['sourceId: has a character that cannot be stored', anAccountRecord({ sourceId: 'a\u0000' })],
  ])('is refused with its reason: %s', (why, record) => {
    expect(whyAccountIsRefused(record)).toBe(why);
  });
});

describe('a movement in the bank’s feed', () => {
  it('is stored, its account known or not', () => {
    expect(whyTransactionIsRefused(anAccountTransactionRecord())).toBeNull();
  });

  it.each([
    ['sourceId: has a character that cannot be stored', anAccountTransactionRecord({ sourceId: '\u0000' })],
    ['description: has a character that cannot be stored', anAccountTransactionRecord({ description: 'a\u0000b' })],
  ])('is refused with its reason: %s', (why, record) => {
    expect(whyTransactionIsRefused(record)).toBe(why);
  });
});
