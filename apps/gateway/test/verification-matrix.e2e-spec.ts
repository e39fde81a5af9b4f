import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoCards, demoClients, NOBODYS_PHONE, startBank, type TestBank } from '../../../test/harness/index.js';
import { PUBLIC_URL, TwilioCaller } from './twilio-caller.js';

const PHONES = {
  'registered to this client': demoClients['A']!.phone,
  'registered to another client': demoClients['B']!.phone,
  'not registered': NOBODYS_PHONE,
  withheld: 'anonymous',
};
type CallerClass = keyof typeof PHONES;

const credit = [demoCards['A-credit']!.pan, demoCards['A-credit']!.pin];
const debit = [demoCards['A-debit']!.pan, demoCards['A-debit']!.pin];
const clientNumber = [demoClients['A']!.clientNumber];

/** English, individual client; then into the cards, or into the accounts by the way of the credential. */
const CARDS = ['2', '1', '1'];
const ACCOUNTS_BY_CARD = ['2', '1', '2', '1'];
const ACCOUNTS_BY_CLIENT_NUMBER = ['2', '1', '2', '2'];
/** Identified by client number in the accounts, then back to the main menu and into the cards. */
const CARDS_AFTER_CLIENT_NUMBER = [...ACCOUNTS_BY_CLIENT_NUMBER, ...clientNumber, '8', '1'];

const CARDS_MENU = 'For your credit card limit and debt, press one.';
const ACCOUNTS_MENU = 'For the balance of the account linked to your debit card, press one.';
const REFUSED = 'We could not identify you from this phone number with these details. Please try again.';
const NEED_CREDIT = 'From this phone number, credit card information needs the credit card’s own number and PIN.';
const STEP_UP = 'For information about cards, please identify yourself with a card.';
const CARD_ONLY = 'From this phone number you can identify yourself only with a card.';
const HIDDEN = 'This service needs your phone number to be shown.';
const ASKS_FOR_A_CARD = 'Please enter the sixteen-digit number of your debit or credit card.';
const ASKS_FOR_A_CREDIT_CARD = 'Please enter the sixteen-digit number of your credit card.';

/** Requirements 4.4, cell by cell: who calls, with what, where, the keys, and what is heard first after the last of them. */
const MATRIX: [CallerClass, credential: string, menu: string, keys: string[], heard: string][] = [
  ['registered to this client', 'credit card', 'cards', [...CARDS, ...credit], CARDS_MENU],
  ['registered to this client', 'debit card', 'cards', [...CARDS, ...debit], CARDS_MENU],
  ['registered to this client', 'client number', 'cards', CARDS_AFTER_CLIENT_NUMBER, STEP_UP],
  ['registered to this client', 'credit card', 'accounts', [...ACCOUNTS_BY_CARD, ...credit], ACCOUNTS_MENU],
  ['registered to this client', 'debit card', 'accounts', [...ACCOUNTS_BY_CARD, ...debit], ACCOUNTS_MENU],
  [
    'registered to this client',
    'client number',
    'accounts',
    [...ACCOUNTS_BY_CLIENT_NUMBER, ...clientNumber],
    ACCOUNTS_MENU,
  ],
  ['registered to another client', 'credit card', 'cards', [...CARDS, ...credit], REFUSED],
  ['registered to another client', 'debit card', 'cards', [...CARDS, ...debit], REFUSED],
  ['registered to another client', 'client number', 'cards', CARDS, ASKS_FOR_A_CARD],
  ['registered to another client', 'credit card', 'accounts', [...ACCOUNTS_BY_CARD, ...credit], REFUSED],
  ['registered to another client', 'debit card', 'accounts', [...ACCOUNTS_BY_CARD, ...debit], REFUSED],
  [
    'registered to another client',
    'client number',
    'accounts',
    [...ACCOUNTS_BY_CLIENT_NUMBER, ...clientNumber],
    REFUSED,
  ],
  ['not registered', 'credit card', 'cards', [...CARDS, ...credit], CARDS_MENU],
  ['not registered', 'debit card', 'cards', [...CARDS, ...debit], NEED_CREDIT],
  ['not registered', 'client number', 'cards', CARDS, ASKS_FOR_A_CREDIT_CARD],
  ['not registered', 'credit card', 'accounts', [...ACCOUNTS_BY_CARD, ...credit], ACCOUNTS_MENU],
  ['not registered', 'debit card', 'accounts', [...ACCOUNTS_BY_CARD, ...debit], ACCOUNTS_MENU],
  ['not registered', 'client number', 'accounts', ACCOUNTS_BY_CLIENT_NUMBER, CARD_ONLY],
  ['withheld', 'credit card', 'cards', CARDS, HIDDEN],
  ['withheld', 'debit card', 'cards', CARDS, HIDDEN],
  ['withheld', 'client number', 'cards', CARDS, HIDDEN],
  ['withheld', 'credit card', 'accounts', ['2', '1', '2'], HIDDEN],
  ['withheld', 'debit card', 'accounts', ['2', '1', '2'], HIDDEN],
  ['withheld', 'client number', 'accounts', ['2', '1', '2'], HIDDEN],
];

describe('requirements 4.4: what a caller gets, by caller number, credential and menu', () => {
  let bank: TestBank;

  beforeAll(async () => {
    const environment = { gateway: { PUBLIC_URL, VERIFY_RESPONSE_TIME_MS: '0' } };
    bank = await startBank({ services: ['auth', 'accounts', 'cards', 'gateway'], environment });
  }, 120_000);
  afterAll(() => bank.stop());

  async function callFrom(phone: string, keys: readonly string[]): Promise<TwilioCaller> {
    const call = new TwilioCaller(() => bank.gatewayUrl, phone);
    await call.dial();
    for (const key of keys) await call.press(key);
    return call;
  }

  it('covers every cell: 4 caller classes, 3 credentials, 2 menus', () => {
    const cells = new Set(MATRIX.map(([caller, credential, menu]) => `${caller}, ${credential}, ${menu}`));
    expect(cells.size).toBe(4 * 3 * 2);
  });

  it.each(MATRIX)('%s, %s, %s', async (caller, _credential, menu, keys, heard) => {
    const call = await callFrom(PHONES[caller], keys);
    expect(call.heard()[0]).toBe(heard);
    if (heard !== CARDS_MENU && heard !== ACCOUNTS_MENU) {
      expect(call.heard().join(' ')).not.toMatch(/balance is|limit is|you owe/);
      return;
    }
    // The menu is not a promise only: its first information is given.
    await call.press(menu === 'cards' ? '1' : '2');
    expect(call.heard()[0]).toBe(
      menu === 'cards' ? 'Credit card ending in one, one, one, one.' : 'Current account in lek.',
    );
    await call.hangUp();
  });

  it('R20: from a number not registered, the debit card opens the accounts without asking again', async () => {
    const call = await callFrom(NOBODYS_PHONE, [...CARDS, ...debit, '2']);
    expect(call.heard()[0]).toBe(ACCOUNTS_MENU);
  });

  it.each(Object.keys(PHONES) as CallerClass[])('a caller %s reaches people without being verified', async (caller) => {
    for (const keys of [
      ['2', '0'],
      ['2', '1', '3'],
      ['2', '1', '0'],
      ['2', '2', '1'],
      ['2', '2', '2'],
      ['2', '2', '3'],
    ]) {
      expect((await callFrom(PHONES[caller], keys)).dialled()).toMatch(/^sip:/);
    }
  });
});
