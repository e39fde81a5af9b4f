import { describe, expect, it } from '@jest/globals';
import { callAt, TestCall, type TestCallOptions } from '../../../../tools/call/testing/test-call.js';
import type { Pressed } from '../../../../tools/call/script/script.schema.js';

/** How each credential of A is keyed in, from the menu chosen. */
const CREDENTIALS = {
  'credit card': {
    cards: ['11', { card: 'A-credit' }, { pin: 'A-credit' }],
    accounts: ['121', { card: 'A-credit' }, { pin: 'A-credit' }],
  },
  'debit card': {
    cards: ['11', { card: 'A-debit' }, { pin: 'A-debit' }],
    accounts: ['121', { card: 'A-debit' }, { pin: 'A-debit' }],
  },
  'client number': { cards: ['11', '100000001#'], accounts: ['122', { clientNumber: 'A' }] },
} as const satisfies Record<string, Record<'cards' | 'accounts', readonly Pressed[]>>;

type Credential = keyof typeof CREDENTIALS;

async function after(from: string, menu: 'cards' | 'accounts', credential: Credential, options: TestCallOptions = {}) {
  const call = await TestCall.answered({ from, ...options });
  return call.press('$language', ...CREDENTIALS[credential][menu]);
}

/** Rules R5 to R11 and R14 to R20, and the matrix of 4.4, on the engine and the paper bank. */
describe.each([
  // caller number, credential, cards menu leads to, accounts menu leads to, rules
  ['A', 'credit card', 'M3', 'M4', 'R9, R14'],
  ['A', 'debit card', 'M3', 'M4', 'R9, R14'],
  ['A', 'client number', 'V1: error.invalid-entry', 'M4', 'R7, R15'],
  ['B', 'credit card', 'V1: identification.failed', 'V1: identification.failed', 'R10'],
  ['B', 'debit card', 'V1: identification.failed', 'V1: identification.failed', 'R10'],
  ['B', 'client number', 'V1: error.invalid-entry', 'V3: identification.failed', 'R10'],
  ['nobody', 'credit card', 'M3', 'M4', 'R11, R18, R19'],
  ['nobody', 'debit card', 'M3N', 'M4', 'R11, R18, R20'],
  ['nobody', 'client number', 'V1: error.invalid-entry', 'V1', 'R18, R20'],
  ['withheld', 'credit card', 'M6', 'M6', 'D11'],
  ['withheld', 'debit card', 'M6', 'M6', 'D11'],
  ['withheld', 'client number', 'M6', 'M6', 'D11'],
] as const)('4.4: %s calls with the %s of A', (from, credential, cards, accounts, rules) => {
  it.each([
    ['cards', cards],
    ['accounts', accounts],
  ] as const)(`${rules}: the %s menu: %s`, async (menu, expected) => {
    const call = await after(from, menu, credential);
    const [place, message] = expected.split(': ');
    expect(call.place).toBe(place);
    if (message !== undefined) expect(call.heard[0]).toBe(message);
    const opened = ['M3', 'M4', 'M3N'].includes(call.place);
    expect(call.state.verified !== undefined).toBe(opened);
    expect(call.bank.told.filter(({ request }) => !request.startsWith('list'))).toEqual([]);
    expect(call.bank.breaches).toEqual([]);
  });
});

describe('who is served', () => {
  it.each([
    ['17', '2009-11-23', 'identification.under-age'],
    ['18 today', '2008-11-22', 'cards.none'],
    ['18 tomorrow', '2008-11-23', 'identification.under-age'],
  ])('R5: an individual client who has reached 18: %s', async (_, birthDate, heard) => {
    const call = await TestCall.answered({
      from: 'D',
      books: (ledger) => (ledger.clients.find(({ sourceId }) => sourceId === 'D')!.birthDate = birthDate),
    });
    await call.press('$language', '11', { card: 'D-debit' }, { pin: 'D-debit' });
    expect(call.heard[0]).toBe(heard);
  });

  it('R5: on the day of turning 18 from midnight in bank time', async () => {
    const midnight = Date.parse('2026-11-23T00:00:00+01:00');
    const books: TestCallOptions['books'] = (ledger) =>
      (ledger.clients.find(({ sourceId }) => sourceId === 'D')!.birthDate = '2008-11-23');
    const heard = async (at: number) => {
      const call = await TestCall.answered({ from: 'D', at, books });
      return (await call.press('$language', '121', { card: 'D-debit' }, { pin: 'D-debit' })).heard[0];
    };
    expect(await heard(midnight - 60_000)).toBe('identification.under-age');
    expect(await heard(midnight)).toBe('accounts.option.linked-balance');
  });

  it('R6: a minor is told to come to the branch with the legal guardian, and an agent stays reachable', async () => {
    const call = await TestCall.answered({ from: 'D' });
    await call.press('$language', '121', { card: 'D-debit' }, { pin: 'D-debit' });
    expect(call.words.slice(0, 2)).toEqual([
      'This service is for clients who have turned eighteen.',
      'Please visit the nearest branch with your legal guardian.',
    ]);
    expect(call.place).toBe('M6');
    expect((await call.press('0')).transferredTo).toBe('general');
  });

  it('R6: a minor with a wrong PIN hears nothing of age', async () => {
    const call = await TestCall.answered({ from: 'D' });
    await call.press('$language', '121', { card: 'D-debit' }, { wrongPin: 'D-debit' });
    expect(call.heard[0]).toBe('identification.failed');
  });

  it.each([
    ['dormant (H)', 'H', ['121', { card: 'H-debit' }, { pin: 'H-debit' }]],
    ['a business (F)', 'F', ['122', { clientNumber: 'F' }]],
  ] as const)('R5, D26: a client that is %s: P-INELIGIBLE, M6', async (_, from, keys) => {
    const call = await TestCall.answered({ from });
    await call.press('$language', ...keys);
    expect([call.place, call.heard[0]]).toEqual(['M6', 'identification.ineligible']);
  });

  it('R7: the client number has nine digits and opens the accounts, not the cards', async () => {
    const call = await callAt('V3');
    expect(call.turn.then).toMatchObject({ digits: 9 });
    await call.press({ clientNumber: 'A' });
    expect(call.place).toBe('M4');
    await call.press('81');
    expect([call.place, call.heard]).toEqual(['V1', ['identification.step-up', 'identification.enter-card-number']]);
  });

  it.each([
    ['credit', { card: 'A-credit' }, { pin: 'A-credit' }],
    ['debit', { card: 'A-debit' }, { pin: 'A-debit' }],
  ] as const)('R8: an active %s card opens both menus with one entry', async (_, card, pin) => {
    const call = await TestCall.answered();
    await call.press('$language', '11', card, pin);
    expect(call.place).toBe('M3');
    expect((await call.press('82')).place).toBe('M4');
    expect((await call.press('81')).place).toBe('M3');
    expect(call.bank.verdicts).toHaveLength(1);
  });

  it.each([
    ['blocked', 'G', 'G-blocked'],
    ['expired', 'I', 'I-expired'],
    ['supplementary, its holder calling', 'A', 'G-supplementary'],
    ['of a business', 'F', 'F-credit'],
  ])('R8: a card that is %s is no credential, and sounds like any failure', async (_, from, card) => {
    const call = await TestCall.answered({ from });
    await call.press('$language', '11', { card }, { pin: card });
    expect([call.place, call.heard]).toEqual([
      'V1',
      ['identification.failed', 'identification.attempts-left', 'identification.enter-card-number'],
    ]);
  });

  it('R9, D10: a number registered to several clients is own to each of them', async () => {
    const call = await TestCall.answered({ from: 'A' });
    await call.press('$language', '122', { clientNumber: 'E' });
    expect([call.place, call.state.verified?.clientNumber]).toEqual(['M4', '100000005']);
  });

  it('R10, D9: from another client’s number the PIN is not even looked at', async () => {
    const call = await TestCall.answered({ from: 'B' });
    await call.press('$language', '11', { card: 'A-credit' }, { wrongPin: 'A-credit' });
    expect(call.bank.verdicts).toMatchObject([{ outcome: 'refused', reason: 'other_number' }]);
    expect(call.bank.desk.tries.of('A-credit').consecutive).toBe(0);
  });

  it('R11: from a number that is not registered nothing is told before the verification', async () => {
    const call = await TestCall.answered({ from: 'nobody' });
    for (const keys of ['2', '1', '2', '*', '9', '8', '1', '#', '8', '2', '2', '#']) await call.press(keys);
    expect(call.bank.told).toEqual([]);
  });
});

describe('what each credential opens', () => {
  it('R14: on the own number the debit card opens the client’s credit card too', async () => {
    const call = await after('A', 'cards', 'debit card');
    await call.press('1');
    expect(call.words[0]).toBe('Credit card ending in one, one, one, one.');
  });

  it('R15: a client without any card hears the accounts by client number, and nothing else', async () => {
    const call = await TestCall.answered({ from: 'C' });
    await call.press('$language', '122', { clientNumber: 'C' }, '2');
    expect(call.words.filter((text) => text.startsWith('The available'))).toEqual([
      'The available balance is one million lek.',
      'The available balance is one US dollar and one cent.',
    ]);
    expect((await call.press('81')).heard[0]).toBe('identification.step-up');
  });

  it('R16: statements are only for a client with a registered e-mail address', async () => {
    const without = await TestCall.answered({ from: 'B' });
    await without.press('$language', '122', { clientNumber: 'B' }, '31');
    expect(without.heard.slice(0, 2)).toEqual(['email.none', 'email.none-advice']);
    expect(without.bank.mailroom.queued).toEqual([]);
    const withOne = await callAt('M4.3');
    expect((await withOne.press('1')).heard[0]).toBe('email.queued');
    expect(withOne.bank.mailroom.queued).toHaveLength(1);
  });

  it('R17: the linked balance is only for a client with a debit card', async () => {
    const call = await TestCall.answered({ from: 'C' });
    await call.press('$language', '122', { clientNumber: 'C' }, '1');
    expect([call.place, call.words[0]]).toEqual(['M4', 'You do not have a debit card linked to a current account.']);
  });

  it('R18: from a number that is not registered information is given with a card of the bank, and with nothing else', async () => {
    const call = await TestCall.answered({ from: 'nobody' });
    await call.press('$language', '122', { clientNumber: 'A' }, '#');
    expect([call.place, call.state.verified]).toEqual(['V1', undefined]);
    await call.press({ card: 'A-debit' }, { pin: 'A-debit' }, '2');
    expect(call.heard).toContain('accounts.balance.available');
  });

  it('R19: from a number that is not registered a credit card opens its own information and all accounts', async () => {
    const call = await after('nobody', 'cards', 'credit card');
    expect((await call.press('1')).heard).toContain('cards.limit.debt');
    expect((await call.press('82')).place).toBe('M4');
    expect((await call.press('2')).heard).toContain('accounts.balance.available');
  });

  it('R20: from a number that is not registered a debit card opens the accounts, and the credit card is asked for', async () => {
    const call = await after('nobody', 'cards', 'debit card');
    expect([call.place, call.heard[0]]).toEqual(['M3N', 'cards.need-credit.intro']);
    await call.press('1', { card: 'A-credit' }, { pin: 'A-credit' });
    expect([call.place, call.state.verified?.level]).toEqual(['M3', 'credit_card']);
  });

  it('R20, D3: the client number is refused there without being asked for or counted', async () => {
    const call = await callAt('M4I', { from: 'nobody' });
    expect(call.heard).not.toContain('identification.option.client-number');
    await call.press('2');
    expect([call.place, call.heard]).toEqual(['V1', ['identification.card-only', 'identification.enter-card-number']]);
    expect(call.bank.desk.tries.failuresIn(call.state.callId)).toBe(0);
  });
});

describe('4.6: verification lasts', () => {
  it('over the main menu, a failed transfer, and another menu', async () => {
    const call = await after('A', 'cards', 'credit card');
    await call.press('0');
    await call.transferEnds('busy', 'busy');
    await call.press('82');
    expect([call.place, call.bank.verdicts.length]).toEqual(['M4', 1]);
  });

  it('D35: for one client; a second one’s card is refused', async () => {
    const call = await after('A', 'accounts', 'client number');
    await call.press('81', { card: 'E-credit' }, { pin: 'E-credit' });
    expect(call.bank.verdicts.at(-1)).toMatchObject({ outcome: 'refused', reason: 'other_client' });
    expect(call.state.verified?.clientNumber).toBe('100000001');
  });

  it('D11: with withheldNumber as_unregistered a withheld number is served like one that is not registered', async () => {
    const settings = { withheldNumber: 'as_unregistered' } as const;
    expect((await after('withheld', 'cards', 'credit card', { settings })).place).toBe('M3');
    expect((await after('withheld', 'cards', 'debit card', { settings })).place).toBe('M3N');
    expect((await after('withheld', 'accounts', 'client number', { settings })).heard[0]).toBe(
      'identification.card-only',
    );
    const refused = await TestCall.answered({ from: 'withheld' });
    expect((await refused.press('$language', '11')).heard.slice(0, 2)).toEqual([
      'identification.hidden-number',
      'identification.hidden-number-advice',
    ]);
  });
});
