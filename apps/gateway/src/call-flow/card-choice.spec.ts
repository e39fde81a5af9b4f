import { describe, expect, it } from '@jest/globals';
import { callAt, giveSecondDebitCard, TestCall } from '../../../../tools/call/testing/test-call.js';
import type { Ledger } from '../../../../tools/call/paper-bank/ledger.js';

/** Client G gets so many more credit cards that they are `count`. */
function giveCreditCards(count: number): (ledger: Ledger) => void {
  return (ledger) => {
    const model = ledger.cards.find(({ sourceId }) => sourceId === 'G-credit-1')!;
    for (let index = 3; index <= count; index += 1)
      ledger.cards.push({
        ...model,
        sourceId: `G-credit-${index}`,
        lastFour: `900${index}`,
        pan: `411100000000900${index}`,
      });
  };
}

const endings = (call: TestCall) =>
  call.turn.say.filter(({ prompt }) => prompt === 'common.option.card-ending').map(({ value }) => value);

describe('5.1, D21: which credit card', () => {
  it('is the one keyed in, without a question', async () => {
    const call = await TestCall.answered({ from: 'G' });
    await call.press('$language', '11', { card: 'G-credit-2' }, { pin: 'G-credit-2' }, '1');
    expect(call.turn.say[0]).toEqual({ prompt: 'cards.ending', value: { kind: 'lastFour', digits: '5454' } });
  });

  it('is asked, by the last four digits and a key, of a client with several who keyed in a debit card', async () => {
    const call = await callAt('M3S');
    expect(call.words).toEqual([
      'Choose the credit card.',
      'For the card ending in one, eight, eight, one.',
      'Press one.',
      'For the card ending in five, four, five, four.',
      'Press two.',
      'To hear this menu again, press nine.',
      'To speak to an agent, press zero.',
      'To go back to the main menu, press eight.',
    ]);
  });

  it('is not asked of a client with one', async () => {
    const call = await TestCall.answered({ from: 'A' });
    await call.press('$language', '11', { card: 'A-debit' }, { pin: 'A-debit' });
    expect(call.place).toBe('M3');
    expect(call.state.selectedCard?.lastFour).toBe('1111');
  });

  it('is asked when the cards are entered again from an own number', async () => {
    const call = await TestCall.answered({ from: 'G' });
    await call.press('$language', '11', { card: 'G-credit-1' }, { pin: 'G-credit-1' });
    expect(call.place).toBe('M3');
    await call.press('81');
    expect(call.place).toBe('M3S');
    await call.press('21');
    expect(call.turn.say[0]?.value).toEqual({ kind: 'lastFour', digits: '5454' });
    await call.press('7');
    expect([call.place, call.state.selectedCard?.lastFour]).toEqual(['M3', '5454']);
  });

  it('is always the one keyed in from a number that is not registered', async () => {
    const call = await TestCall.answered({ from: 'nobody' });
    await call.press('$language', '11', { card: 'G-credit-2' }, { pin: 'G-credit-2' }, '81');
    expect([call.place, call.state.selectedCard?.lastFour]).toEqual(['M3', '5454']);
  });

  it.each(['3', '6', '7', '#'])('key %s stands for no card and is invalid', async (key) => {
    const call = (await callAt('M3S')).pass(5_000);
    await call.press(key);
    expect([call.place, call.heard[0], endings(call).length]).toEqual(['M3S', 'error.invalid-key', 2]);
  });

  it.each([
    ['8', 'M2'],
    ['9', 'M3S'],
    ['*', 'M3S'],
  ])('key %s: %s', async (key, place) => {
    const call = await callAt('M3S');
    const before = call.heard;
    await call.press(key);
    expect(call.place).toBe(place);
    if (place === 'M3S') expect(call.heard).toEqual(before);
  });

  it('with six all are offered, and an agent as ever', async () => {
    const call = await callAt('M3S', { books: giveCreditCards(6) });
    expect(endings(call)).toHaveLength(6);
    expect(call.heard).toContain('common.option.agent');
    await call.press('6');
    expect(call.state.selectedCard?.lastFour).toBe('9006');
  });

  it('with seven six are offered, and the agent is for another card', async () => {
    const call = await callAt('M3S', { books: giveCreditCards(7) });
    expect(endings(call)).toHaveLength(6);
    expect(call.heard).toContain('common.option.other-card');
    expect(call.heard).not.toContain('common.option.agent');
    expect((await call.press('7')).heard[0]).toBe('error.invalid-key');
    expect((await call.press('0')).transferredTo).toBe('general');
  });

  it('D6: a client without a credit card hears P-NO-CC at M2 and stays verified', async () => {
    const call = await TestCall.answered({ from: 'B' });
    await call.press('$language', '11', { card: 'B-debit' }, { pin: 'B-debit' });
    expect([call.place, call.heard[0]]).toEqual(['M2', 'cards.none']);
    expect(call.state.verified?.level).toBe('debit_card');
    expect((await call.press('2')).place).toBe('M4');
  });
});

describe('5.2, D22: which debit card', () => {
  it('is the one keyed in: its accounts, first linked first, those that are current', async () => {
    const call = await TestCall.answered({ from: 'G', books: giveSecondDebitCard });
    await call.press('$language', '121', { card: 'G-debit' }, { pin: 'G-debit' }, '1');
    expect(call.words.slice(0, 4)).toEqual([
      'Current account linked to your debit card.',
      expect.stringContaining('one million two hundred thirty-four thousand five hundred sixty-seven lek'),
      'Current account linked to your debit card.',
      'The available balance is twenty-three Swiss francs and three centimes.',
    ]);
  });

  it('is asked of a client with several who keyed in another credential', async () => {
    const call = await callAt('M4S');
    expect(call.heard.slice(0, 1)).toEqual(['accounts.select.intro']);
    expect(call.heard.slice(-4)).toEqual([
      'common.option.repeat-menu',
      'common.option.agent',
      'common.option.previous-menu',
      'common.option.main-menu',
    ]);
    expect(endings(call)).toHaveLength(2);
  });

  it('is remembered while its balance is repeated, and asked again later', async () => {
    const call = await callAt('M4S');
    await call.press('1');
    const first = call.heard;
    await call.press('1');
    expect([call.place, call.heard]).toEqual(['M4.1', first]);
    await call.press('*');
    expect([call.place, call.heard]).toEqual(['M4.1', first]);
    await call.press('71');
    expect(call.place).toBe('M4S');
  });

  it.each([
    ['7', 'M4'],
    ['8', 'M2'],
    ['9', 'M4S'],
  ])('key %s: %s', async (key, place) => {
    expect((await (await callAt('M4S')).press(key)).place).toBe(place);
  });

  it('D8: none, or none that is linked: P-NO-DEBIT, back at M4', async () => {
    const call = await TestCall.answered({ from: 'C' });
    await call.press('$language', '122', { clientNumber: 'C' }, '1');
    expect([call.place, call.heard[0]]).toEqual(['M4', 'accounts.no-debit-card']);
  });

  it('linked only to accounts that are not the client’s: P-NO-DEBIT', async () => {
    const call = await callAt('M4', {
      books: (ledger) => (ledger.accounts.find(({ sourceId }) => sourceId === 'A-ALL')!.holderSourceIds = ['E']),
    });
    expect((await call.press('1')).heard[0]).toBe('accounts.no-debit-card');
  });
});
