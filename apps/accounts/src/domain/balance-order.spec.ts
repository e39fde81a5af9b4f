import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anAccount } from '../../test/account.factory.js';
import { inReadingOrder } from './balance-order.js';

const account = (text: string) => {
  const [currency = '', type = '', number = ''] = text.split(' ');
  return anAccount({ currency, type: type === 'savings' ? 'savings' : 'current', number });
};
const written = (accounts: ReturnType<typeof inReadingOrder>) =>
  accounts.map(({ currency, type, number }) => `${currency} ${type} ${number}`);

const READ = [
  'ALL current 100000007-001',
  'ALL current 100000007-002',
  'ALL savings 100000007-000',
  'EUR current 100000007-009',
  'EUR savings 100000007-008',
  'USD savings 100000007-003',
  'GBP current 100000007-004',
  'CHF current 100000007-005',
  'AUD savings 100000007-006',
  'CAD current 100000007-007',
  'DKK current 100000007-012',
  'JPY current 100000007-011',
  'SEK savings 100000007-010',
];

describe('5.2: the order in which balances are read', () => {
  it('is by currency, current before savings, then by number, however they come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(READ, { minLength: 1 }), (some) => {
        expect(written(inReadingOrder(some.map(account)))).toEqual(READ.filter((text) => some.includes(text)));
      }),
    );
  });
});
