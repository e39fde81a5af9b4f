import { describe, expect, it } from '@jest/globals';
import { callAt, TestCall } from '../../../../tools/call/testing/test-call.js';
import type { CardTransactionRecord } from '#libs/contracts';

const AFTER_INFORMATION = [
  'common.option.repeat-information',
  'common.option.previous-menu',
  'common.option.main-menu',
];

/** Rules R30 to R42 of the bank's description, on the engine and the paper bank. */
describe('identification for the cards', () => {
  it('R30: the caller keys the 16 digits of a credit or debit card', async () => {
    const call = await callAt('V1');
    expect(call.words).toEqual(['Please enter the sixteen-digit number of your debit or credit card.']);
    expect(call.turn.then).toMatchObject({ kind: 'collect', digits: 16, sensitive: true });
    for (const card of ['A-credit', 'A-debit']) expect((await (await callAt('V1')).press({ card })).place).toBe('V2');
  });

  it('R30: from a number that is not registered the credit card is asked for', async () => {
    const call = await callAt('V1', { from: 'nobody' });
    expect(call.words).toEqual(['Please enter the sixteen-digit number of your credit card.']);
  });

  it.each([
    ['15 digits', '411111111111111#'],
    ['a wrong check digit', '4111111111111112'],
    ['15 digits and a silence', '411111111111111'],
  ])('R30: %s are an entry error, no failed identification', async (what, keys) => {
    const call = await (await callAt('V1')).press(keys);
    if (what.endsWith('silence')) await call.silence();
    expect([call.place, call.heard[0], call.bank.verdicts]).toEqual(['V1', 'error.invalid-entry', []]);
  });

  it('R31: then the 4-digit PIN of that card', async () => {
    const call = await callAt('V2');
    expect(call.words).toEqual(['Now enter the four-digit PIN of this card.']);
    expect(call.turn.then).toMatchObject({ kind: 'collect', digits: 4, sensitive: true });
    await call.press('1937');
    expect([call.place, call.heard[0]]).toEqual(['V1', 'identification.failed']);
  });

  it('R31: the one issued, or the new one if the client changed it', async () => {
    const call = await callAt('V2');
    call.bank.ledger.cards.find(({ sourceId }) => sourceId === 'A-credit')!.pin = '0007';
    await call.press({ pin: 'A-credit' });
    expect(call.heard[0]).toBe('identification.failed');
    expect((await call.press({ card: 'A-credit' }, '0007')).place).toBe('M3');
  });

  it.each([
    ['the PIN of another card', [{ card: 'A-credit' }, { pin: 'A-debit' }]],
    ['a wrong PIN', [{ card: 'A-credit' }, { wrongPin: 'A-credit' }]],
    ['a card nobody has', ['6011111111111117', { pin: 'A-credit' }]],
  ] as const)('R32: the cards menu is heard only after correct data, not after %s', async (_, keys) => {
    const call = await (await callAt('V1')).press(...keys);
    expect(call.heard).not.toContain('cards.option.limit');
    expect(call.place).toBe('V1');
    await call.press({ card: 'A-credit' }, { pin: 'A-credit' });
    expect([call.place, call.heard[0]]).toEqual(['M3', 'cards.option.limit']);
  });
});

describe('the cards menu', () => {
  it('R33: 1 limit and debt, 2 last transaction, 3 list by e-mail, 0 agent, 8 main menu, 9 repeat', async () => {
    expect((await callAt('M3')).words).toEqual([
      'For your credit card limit and debt, press one.',
      'For the last transaction on your credit card, press two.',
      'To get the list of your recent transactions by e-mail, press three.',
      'To speak to an agent, press zero.',
      'To go back to the main menu, press eight.',
      'To hear this menu again, press nine.',
    ]);
  });

  it('R34: 1 speaks approved limit, available limit and debt, in that order', async () => {
    const call = await callAt('M3.1');
    expect(call.words.slice(0, 6)).toEqual([
      'Credit card ending in one, one, one, one.',
      'Your credit card limit is one hundred fifty thousand lek.',
      'Your available limit is ninety-six thousand two hundred thirty-four lek and fifty qindarka.',
      'The amount you owe is thirty-eight thousand seven hundred sixty-five lek and fifty qindarka.',
      'The minimum payment is four thousand eight hundred seventy-six lek and fifty-five qindarka.',
      'The payment is due on the sixth of December twenty twenty-six.',
    ]);
  });

  it('R35: after it 1 repeats the information, 7 leads to the cards menu, 8 to the main menu', async () => {
    const call = await callAt('M3.1');
    const { heard } = call;
    expect(heard.slice(-3)).toEqual(AFTER_INFORMATION);
    expect((await call.press('1')).heard).toEqual(heard);
    expect((await call.press('7')).place).toBe('M3');
    expect((await call.press('18')).place).toBe('M2');
  });

  it('R36: 2 speaks the last transaction made after the last statement was cut', async () => {
    const call = await callAt('M3.2');
    expect(call.words.slice(0, 3)).toEqual([
      'Your last transaction was made on the eighteenth of November twenty twenty-six.',
      'The amount of the transaction is eleven thousand five hundred lek.',
      'Place of the transaction: H and M Tirane.',
    ]);
  });

  it.each<[string, (transaction: CardTransactionRecord) => void]>([
    ['pending', (transaction) => (transaction.state = 'pending')],
    ['voided', (transaction) => (transaction.state = 'voided')],
    ['of the day of the cut', (transaction) => (transaction.date = '2026-11-11')],
  ])('R36, D38: one that is %s is none of them', async (_, change) => {
    const call = await callAt('M3.2', {
      books: ({ cardTransactions }) =>
        cardTransactions.filter(({ cardSourceId }) => cardSourceId === 'A-credit').forEach(change),
    });
    expect(call.words.slice(0, 2)).toEqual([
      'There are no transactions since your last card statement.',
      'Your last card statement was issued on the eleventh of November twenty twenty-six.',
    ]);
  });

  it('R37: after it 7 leads to the cards menu, 8 to the main menu', async () => {
    expect((await (await callAt('M3.2')).press('7')).place).toBe('M3');
    expect((await (await callAt('M3.2')).press('8')).place).toBe('M2');
    expect((await callAt('M3.2')).heard.slice(-3)).toEqual(AFTER_INFORMATION);
  });

  it('R38: 3 asks for one e-mail with the list; a repetition sends nothing', async () => {
    const call = await callAt('M3.3');
    expect(call.heard[0]).toBe('email.queued');
    await call.press('*');
    expect(call.heard[0]).toBe('email.queued');
    expect(call.bank.asked.emailTransactions).toBe(1);
    await call.press('73');
    expect(call.heard[0]).toBe('email.already');
    expect(call.bank.mailroom.queued).toHaveLength(1);
  });

  it('R39: after it 7 leads to the cards menu, 8 to the main menu', async () => {
    expect((await callAt('M3.3')).heard.slice(-2)).toEqual(['common.option.previous-menu', 'common.option.main-menu']);
    expect((await (await callAt('M3.3')).press('7')).place).toBe('M3');
    expect((await (await callAt('M3.3')).press('8')).place).toBe('M2');
  });

  it('R40: 0 connects to an agent', async () => {
    const call = await (await callAt('M3')).press('0');
    expect([call.transferredTo, call.context.intent]).toEqual(['general', 'agent.cards']);
  });

  it('R41: 8 leads to the main menu', async () => {
    expect((await (await callAt('M3')).press('8')).place).toBe('M2');
  });

  it('R42: 9 repeats the menu', async () => {
    const call = await callAt('M3');
    const { words } = call;
    expect((await call.press('9')).words).toEqual(words);
  });

  it('D49: nothing is told of debit cards', async () => {
    const call = await TestCall.answered();
    await call.press('$language', '11', { card: 'A-debit' }, { pin: 'A-debit' }, '1');
    expect(call.words[0]).toBe('Credit card ending in one, one, one, one.');
  });
});
