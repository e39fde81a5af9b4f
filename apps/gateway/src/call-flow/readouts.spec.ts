import { describe, expect, it } from '@jest/globals';
import { sentence, type Language } from '#libs/speech';
import { callAt, type Place, TestCall } from '../../../../tools/call/testing/test-call.js';
import { ageOf, allBalances, canBeSpoken, lastTransactions, limitAndDebt, linkedBalances } from './readouts.js';

const card = {
  lastFour: '0071',
  currency: 'EUR',
  approvedLimitMinor: '200000',
  availableLimitMinor: '-150',
  statementDebtMinor: '101',
  asOf: '2026-11-22T11:00:00.000Z',
};
const account = {
  accountId: '00000000-0000-4000-8000-000000000001',
  type: 'current',
  currency: 'ALL',
  availableBalanceMinor: '0',
  lastFour: '0001',
  asOf: card.asOf,
} as const;
const words = (parts: ReturnType<typeof limitAndDebt>, language: Language = 'en') =>
  parts.map((part) => sentence(part, language, 'Banka Demo'));

describe('R34, D37: C1', () => {
  it('limit, available limit, debt, in that order; below zero is said so, digits one by one', () => {
    expect(words(limitAndDebt(card))).toEqual([
      'Credit card ending in zero, zero, seven, one.',
      'Your credit card limit is two thousand euros.',
      'Your available limit is minus one euro and fifty cents.',
      'The amount you owe is one euro and one cent.',
    ]);
  });

  it('minimum payment and due date follow where they are known and something is owed', () => {
    const known = { ...card, minimumPaymentMinor: '300', dueDate: '2026-12-01' };
    expect(words(limitAndDebt(known), 'sq').slice(-2)).toEqual([
      'Pagesa minimale është tre euro.',
      'Pagesa duhet të kryhet deri më një dhjetor dy mijë e njëzet e gjashtë.',
    ]);
    expect(limitAndDebt({ ...known, statementDebtMinor: '0' }).map(({ prompt }) => prompt)).toEqual([
      'cards.ending',
      'cards.limit.total',
      'cards.limit.available',
      'cards.limit.no-debt',
    ]);
  });

  it.each(['0', '-0', '00'])('debt %s is P-NO-DEBT', (statementDebtMinor) => {
    expect(limitAndDebt({ ...card, statementDebtMinor }).at(-1)?.prompt).toBe('cards.limit.no-debt');
  });

  it('more paid than owed is the client’s, as a positive amount', () => {
    expect(words(limitAndDebt({ ...card, statementDebtMinor: '-300' })).at(-1)).toBe(
      'You have paid more than you owe. Your credit is three euros.',
    );
  });
});

describe('R36, D14, D38: C2', () => {
  const bought = { date: '2026-11-18', amountMinor: '-1150000', currency: 'ALL', description: 'H&M TIRANE' };
  const returned = { date: '2026-11-13', amountMinor: '2500', currency: 'EUR', description: '55120' };

  it('date, amount, place; money returned does not sound like a payment; no place where none is left', () => {
    expect(
      words(
        lastTransactions({
          lastFour: '1111',
          lastCutDate: '2026-11-11',
          transactions: [bought, returned],
          asOf: card.asOf,
        }),
      ),
    ).toEqual([
      'Your last transaction was made on the eighteenth of November twenty twenty-six.',
      'The amount of the transaction is eleven thousand five hundred lek.',
      'Place of the transaction: H and M Tirane.',
      'The transaction before it was made on the thirteenth of November twenty twenty-six.',
      'The amount returned to the card is twenty-five euros.',
    ]);
  });

  it('none: P-NO-TXN with the date of the last cut', () => {
    expect(
      words(lastTransactions({ lastFour: '1111', lastCutDate: '2026-11-11', transactions: [], asOf: card.asOf }), 'sq'),
    ).toEqual([
      'Nuk ka transaksione pas prerjes së fundit të pasqyrës së kartës suaj.',
      'Pasqyra e fundit e kartës është prerë më njëmbëdhjetë nëntor dy mijë e njëzet e gjashtë.',
    ]);
  });

  it.each([1, 3])('as many as the bank reads: %d', async (spokenTransactions) => {
    const call = await callAt('M3.2', { settings: { spokenTransactions } });
    const dates = call.heard.filter((prompt) => /transaction\.(previous-)?date$/.test(prompt));
    expect(dates).toHaveLength(Math.min(spokenTransactions, 2));
  });
});

describe('R46, R48: A1 and A2', () => {
  it('A2 names type and currency, and the last four digits only of twins', () => {
    const twins = [
      { ...account, lastFour: '0001' },
      { ...account, lastFour: '0002', availableBalanceMinor: '4500' },
      { ...account, type: 'savings', lastFour: '0003' },
      { ...account, currency: 'CHF', availableBalanceMinor: '2303' },
    ] as const;
    expect(words(allBalances({ accounts: [...twins] }))).toEqual([
      'Current account in lek.',
      'The account number ends in zero, zero, zero, one.',
      'The available balance is zero lek.',
      'Current account in lek.',
      'The account number ends in zero, zero, zero, two.',
      'The available balance is forty-five lek.',
      'Savings account in lek.',
      'The available balance is zero lek.',
      'Current account in Swiss francs.',
      'The available balance is twenty-three Swiss francs and three centimes.',
    ]);
  });

  it('none: P-NO-ACC, and for the debit card P-NO-DEBIT', () => {
    expect(allBalances({ accounts: [] })).toEqual([{ prompt: 'accounts.none' }]);
    expect(linkedBalances({ accounts: [] })).toEqual([{ prompt: 'accounts.no-debit-card' }]);
  });

  it('A2 of client G: every currency in its order, current before savings', async () => {
    const call = await TestCall.answered({ from: 'G' });
    await call.press('$language', '122', { clientNumber: 'G' }, '2');
    const accounts = call.words.filter((text) => / account in /.test(text));
    expect(accounts).toEqual([
      'Current account in lek.',
      'Current account in lek.',
      'Current account in euros.',
      'Savings account in US dollars.',
      'Current account in British pounds.',
      'Current account in Swiss francs.',
      'Savings account in Australian dollars.',
      'Current account in Canadian dollars.',
    ]);
    expect(call.words).toContain('The available balance is minus one hundred fifty British pounds and fifty pence.');
    expect(call.words).toContain('The available balance is fifty cents.');
  });
});

describe('D46: the age of data', () => {
  const at = Date.parse('2026-11-22T12:00:00Z');
  it.each([
    ['2026-11-22T11:45:00Z', 0],
    ['2026-11-22T11:44:59.999Z', 1],
    ['2026-11-22T12:00:01Z', 0],
  ])('%s: %d announcements', (asOf, count) => {
    expect(ageOf(asOf, at, 15 * 60_000, 'Europe/Tirane')).toHaveLength(count);
  });
});

describe('D48: whether all of it has words', () => {
  it.each<[string, Parameters<typeof canBeSpoken>[0], boolean]>([
    ['an amount in a currency with words', linkedBalances({ accounts: [account] }), true],
    ['one without', linkedBalances({ accounts: [{ ...account, currency: 'JPY' }] }), false],
    [
      'an amount beyond words',
      linkedBalances({ accounts: [{ ...account, availableBalanceMinor: '9'.repeat(16) }] }),
      false,
    ],
    ['a date that is none', [{ prompt: 'cards.limit.due-date', value: { kind: 'date', date: '2026-02-30' } }], false],
    ['a value that is missing', [{ prompt: 'cards.limit.total' }], false],
  ])('%s', (_, parts, can) => {
    expect([canBeSpoken(parts, 'sq'), canBeSpoken(parts, 'en')]).toEqual([can, can]);
  });
});

describe('R34 to R48 heard in a call', () => {
  it.each<[Place, string[]]>([
    [
      'M3.1',
      [
        'cards.ending',
        'cards.limit.total',
        'cards.limit.available',
        'cards.limit.debt',
        'cards.limit.minimum-payment',
        'cards.limit.due-date',
      ],
    ],
    ['M3.2', ['cards.last-transaction.date', 'cards.last-transaction.amount', 'cards.last-transaction.merchant']],
    ['M4.1', ['accounts.balance.linked', 'accounts.balance.available']],
  ])('%s', async (place, prompts) => {
    expect((await callAt(place)).heard.slice(0, prompts.length)).toEqual(prompts);
  });
});
