import { describe, expect, it } from '@jest/globals';
import { callAt, TestCall } from '../../../../tools/call/testing/test-call.js';

const AFTER_INFORMATION = [
  'common.option.repeat-information',
  'common.option.previous-menu',
  'common.option.main-menu',
];

/** Rules R43 to R54 of the bank's description, on the engine and the paper bank. */
describe('identification for the accounts', () => {
  it('R43: the caller chooses card number and PIN, or the client number', async () => {
    const call = await callAt('M4I');
    expect(call.words.slice(0, 3)).toEqual([
      'To continue, we need to identify you.',
      'To identify yourself with a card, press one.',
      'To identify yourself with your client number, press two.',
    ]);
    expect((await (await callAt('M4I')).press('1')).place).toBe('V1');
    expect((await (await callAt('M4I')).press('2')).place).toBe('V3');
  });

  it.each([
    ['an unknown client number', '2', ['123456789']],
    ['another client’s number', '2', ['100000002']],
    ['a wrong PIN', '1', [{ card: 'A-credit' }, { wrongPin: 'A-credit' }]],
  ] as const)('R44: the accounts menu is heard only after correct data, not after %s', async (_, key, keys) => {
    const call = await (await callAt('M4I')).press(key, ...keys);
    expect(call.heard[0]).toBe('identification.failed');
    expect(call.heard).not.toContain('accounts.option.all-balances');
    await call.press(...(key === '2' ? [{ clientNumber: 'A' }] : [{ card: 'A-credit' }, { pin: 'A-credit' }]));
    expect([call.place, call.heard[0]]).toEqual(['M4', 'accounts.option.linked-balance']);
  });

  it('R43, 4.6: is skipped by a caller who is verified', async () => {
    expect((await (await callAt('M3')).press('82')).place).toBe('M4');
  });
});

describe('the accounts menu', () => {
  it('R45: 1 linked balance, 2 all balances, 3 statements, 0 agent, 8 main menu, 9 repeat', async () => {
    expect((await callAt('M4')).words).toEqual([
      'For the balance of the account linked to your debit card, press one.',
      'For the balances of your accounts in all currencies, press two.',
      'To get your account statements by e-mail, press three.',
      'To speak to an agent, press zero.',
      'To go back to the main menu, press eight.',
      'To hear this menu again, press nine.',
    ]);
  });

  it('R46: 1 speaks the available balance of the current account linked to the debit card', async () => {
    expect((await callAt('M4.1')).words.slice(0, 2)).toEqual([
      'Current account linked to your debit card.',
      'The available balance is minus one hundred fifty lek and fifty qindarka.',
    ]);
  });

  it('R47: after it 1 repeats the information, 7 leads to the accounts menu, 8 to the main menu', async () => {
    const call = await callAt('M4.1');
    const { heard } = call;
    expect(heard.slice(-3)).toEqual(AFTER_INFORMATION);
    expect((await call.press('1')).heard).toEqual(heard);
    expect((await call.press('7')).place).toBe('M4');
    expect((await call.press('18')).place).toBe('M2');
  });

  it('R48: 2 speaks the available balances of all current and savings accounts, in every currency', async () => {
    const call = await callAt('M4.2');
    expect(call.words.slice(0, -3)).toEqual([
      'Current account in lek.',
      'The available balance is minus one hundred fifty lek and fifty qindarka.',
      'Current account in euros.',
      'The available balance is three thousand three euros.',
      'Savings account in euros.',
      'The available balance is twelve thousand three hundred forty-five euros and sixty-seven cents.',
    ]);
  });

  it.each([
    ['a deposit', { type: 'deposit' }],
    ['a loan', { type: 'loan' }],
    ['closed', { status: 'closed' }],
    ['of other holders', { holderSourceIds: ['E'] }],
  ] as const)('R48, D15, D24: an account that is %s is not read', async (_, difference) => {
    const call = await callAt('M4.2', {
      books: ({ accounts }) =>
        accounts.filter(({ currency }) => currency === 'EUR').forEach((account) => Object.assign(account, difference)),
    });
    expect(call.heard).toEqual(['accounts.balance.current', 'accounts.balance.available', ...AFTER_INFORMATION]);
  });

  it('R48: no account at all: P-NO-ACC', async () => {
    const call = await callAt('M4.2', { books: (ledger) => (ledger.accounts = []) });
    expect(call.words[0]).toBe('No current or savings account was found.');
  });

  it('R49: after it 1 repeats the information, 7 leads to the accounts menu, 8 to the main menu', async () => {
    const call = await callAt('M4.2');
    const { heard } = call;
    expect(heard.slice(-3)).toEqual(AFTER_INFORMATION);
    expect((await call.press('1')).heard).toEqual(heard);
    expect((await call.press('7')).place).toBe('M4');
    expect((await call.press('28')).place).toBe('M2');
  });
});

describe('the statements', () => {
  it.each([
    ['1', 'ALL'],
    ['2', 'EUR'],
    ['3', 'USD'],
    ['4', 'GBP'],
    ['5', 'CHF'],
    ['6', 'AUD'],
    ['9', 'CAD'],
  ])('R50, R51: key %s asks for the statements in %s, and the menu is offered again', async (key, currency) => {
    const call = await TestCall.answered({ from: 'G' });
    await call.press('$language', '122', { clientNumber: 'G' }, '3', key);
    expect(call.state.askedCurrency).toBe(currency);
    expect([call.place, call.heard[0], call.heard[1]]).toEqual(['M4.3', 'email.queued', 'statements.option.ALL']);
    expect(call.bank.mailroom.queued).toMatchObject([{ client: 'G', item: `statement ${currency}` }]);
  });

  it('R51, D17: a currency the client does not hold is told so, and nothing is sent', async () => {
    const call = await (await callAt('M4.3')).press('5');
    expect(call.words[0]).toBe('You do not have an account in Swiss francs.');
    expect([call.place, call.bank.mailroom.queued]).toEqual(['M4.3', []]);
  });

  it('R50, D20: the same again is not sent twice; a star repeats what was said and sends nothing', async () => {
    const call = await (await callAt('M4.3')).press('1');
    await call.press('*');
    expect(call.heard[0]).toBe('email.queued');
    expect(call.bank.asked.emailStatement).toBe(1);
    expect((await call.press('1')).heard[0]).toBe('email.already');
    expect(call.bank.mailroom.queued).toHaveLength(1);
  });

  it('R50: without a statement password nothing is sent (SC41)', async () => {
    const call = await TestCall.answered({ from: 'J' });
    await call.press('$language', '122', { clientNumber: 'J' }, '32');
    expect(call.heard.slice(0, 2)).toEqual(['email.no-password', 'email.no-password-advice']);
    expect(call.bank.mailroom.queued).toEqual([]);
  });

  it('R52: 7 leads to the accounts menu, 8 to the main menu, and neither sends anything', async () => {
    for (const [key, place] of [
      ['7', 'M4'],
      ['8', 'M2'],
    ] as const) {
      const call = await (await callAt('M4.3')).press(key);
      expect([call.place, call.bank.mailroom.queued]).toEqual([place, []]);
    }
  });

  it('R53: in the accounts menu 0 is an agent, 8 the main menu, 9 repeats', async () => {
    const call = await callAt('M4');
    const { words } = call;
    expect((await call.press('9')).words).toEqual(words);
    expect((await (await callAt('M4')).press('8')).place).toBe('M2');
    await call.press('0');
    expect([call.transferredTo, call.context.intent]).toEqual(['general', 'agent.accounts']);
  });
});

describe('the business client menu', () => {
  it.each(['F', 'nobody', 'withheld'])(
    'R54: needs no verification: 1 POS support, 2 an agent, 3 a complaint (%s calls)',
    async (from) => {
      const call = await callAt('M5', { from });
      expect(call.words).toEqual([
        'For technical problems with a POS terminal, press one.',
        'For other information, press two.',
        'To make a complaint, press three.',
      ]);
      for (const [key, queue, intent] of [
        ['1', 'pos_support', 'pos.problem'],
        ['2', 'business', 'agent.business'],
        ['3', 'complaints', 'complaint.business'],
      ] as const) {
        const to = await (await callAt('M5', { from })).press(key);
        expect([to.transferredTo, to.context.intent]).toEqual([queue, intent]);
      }
      expect(call.bank.verdicts).toEqual([]);
    },
  );
});
