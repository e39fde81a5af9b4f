import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetLastTransactions, GetLimitAndDebt, ListCreditCards, ListDebitCards } from '#libs/contracts';
import { DateTime } from 'luxon';
import { demoAccountIds, demoCards, demoClients, startBank, type TestBank } from '../../../test/harness/index.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['cards'] });
}, 60_000);
afterAll(() => bank.stop());

const proofOf = (key: string, difference = {}) => bank.grants.for(demoClients[key]!, difference);
const cardOf = (key: string) => demoCards[key]!;
/** Days of the calendar: two of them a year have not 24 hours. */
const daysFromNow = (days: number) => DateTime.now().setZone('Europe/Tirane').plus({ days }).toFormat('yyyy-MM-dd');

describe('limit and debt of a credit card', () => {
  it('R34: are the approved limit, the available limit and what remains of the last statement', async () => {
    const reply = await bank.ask(GetLimitAndDebt, { ...(await proofOf('A')), cardId: cardOf('A-credit').id });
    expect(reply).toEqual({
      lastFour: '1111',
      currency: 'ALL',
      approvedLimitMinor: '15000000',
      availableLimitMinor: '9623450',
      statementDebtMinor: '3876550',
      minimumPaymentMinor: '487655',
      dueDate: daysFromNow(14),
      asOf: expect.any(String),
    });
    expect(Date.now() - Date.parse(reply.asOf)).toBeLessThan(60_000);
  });

  it.each([
    ['G-credit-1', '0', 'paid in full'],
    ['G-credit-2', '-300', 'paid more than owed'],
  ])('D37: the debt of %s is %s, as it was %s', async (card, debt) => {
    const reply = await bank.ask(GetLimitAndDebt, { ...(await proofOf('G')), cardId: cardOf(card).id });
    expect(reply.statementDebtMinor).toBe(debt);
  });

  it.each([
    ['another client’s card', 'A', 'E-credit'],
    ['a debit card', 'A', 'A-debit'],
    ['a blocked card (D26)', 'G', 'G-blocked'],
    ['a supplementary card, asked by its principal holder (D23)', 'G', 'G-supplementary'],
    ['a supplementary card, asked by who carries it (D23)', 'A', 'G-supplementary'],
  ])('are not told of %s', async (_, client, card) => {
    const request = { ...(await proofOf(client)), cardId: cardOf(card).id };
    await expect(bank.ask(GetLimitAndDebt, request)).rejects.toMatchObject({ code: 'CARD_NOT_FOUND' });
    await expect(bank.ask(GetLastTransactions, { ...request, count: 5 })).rejects.toMatchObject({
      code: 'CARD_NOT_FOUND',
    });
  });

  it('D21: are told of the entered card alone when the grant opens that one only', async () => {
    const proof = await proofOf('G', { onlyCardId: cardOf('G-credit-2').id });
    const told = await bank.ask(GetLimitAndDebt, { ...proof, cardId: cardOf('G-credit-2').id });
    expect(told.lastFour).toBe('5454');
    await expect(bank.ask(GetLimitAndDebt, { ...proof, cardId: cardOf('G-credit-1').id })).rejects.toMatchObject({
      code: 'CARD_NOT_FOUND',
    });
  });
});

describe('the last transactions of a credit card', () => {
  it('R36: begin with the newest one posted after the last cut', async () => {
    const reply = await bank.ask(GetLastTransactions, {
      ...(await proofOf('A')),
      cardId: cardOf('A-credit').id,
      count: 1,
    });
    expect(reply).toMatchObject({
      lastFour: '1111',
      lastCutDate: daysFromNow(-11),
      transactions: [{ date: daysFromNow(-4), amountMinor: '-1150000', currency: 'ALL', description: 'H&M TIRANE' }],
    });
  });

  it('D14, D38: are as many as asked for, newest first, neither pending nor of the statement before', async () => {
    const reply = await bank.ask(GetLastTransactions, {
      ...(await proofOf('A')),
      cardId: cardOf('A-credit').id,
      count: 5,
    });
    expect(reply.transactions.map(({ description }) => description)).toEqual(['H&M TIRANE', 'LIBRARI TIRANE 55120']);
  });

  it('D38: are none when nothing was posted since, and the cut is told', async () => {
    const reply = await bank.ask(GetLastTransactions, {
      ...(await proofOf('E')),
      cardId: cardOf('E-credit').id,
      count: 5,
    });
    expect(reply).toMatchObject({ transactions: [], lastCutDate: daysFromNow(-5) });
  });
});

describe('the cards of a client', () => {
  const endings = (cards: readonly { lastFour: string }[]) => cards.map(({ lastFour }) => lastFour);

  it.each([
    ['G', ['1881', '5454'], 'neither the blocked nor the supplementary one'],
    ['A', ['1111'], 'not the supplementary one of G they carry'],
    ['B', [], 'as B has only a debit card'],
  ])('5.1: credit cards of %s are %j, %s', async (client, expected) => {
    expect(endings((await bank.ask(ListCreditCards, await proofOf(client))).cards)).toEqual(expected);
  });

  it.each(['C1', 'C2', 'C3'] as const)('5.1: credit cards are listed for a grant of %s alone', async (item) => {
    expect((await bank.ask(ListCreditCards, await proofOf('A', { items: [item] }))).cards).toHaveLength(1);
  });

  it('D21: are the entered one alone when the grant opens that one only', async () => {
    const { cards } = await bank.ask(ListCreditCards, await proofOf('G', { onlyCardId: cardOf('G-credit-2').id }));
    expect(endings(cards)).toEqual(['5454']);
  });

  it('D22: debit cards come with their accounts, first linked first', async () => {
    const { cards } = await bank.ask(ListDebitCards, await proofOf('G'));
    const linked = [demoAccountIds['G-ALL'], demoAccountIds['G-CHF']];
    expect(cards).toEqual([{ cardId: cardOf('G-debit').id, lastFour: '0000', linkedAccountIds: linked }]);
  });

  it.each([
    ['I', ['0446'], 'without the expired one'],
    ['C', [], 'as C has no card'],
  ])('D22: debit cards of %s are %j, %s', async (client, expected) => {
    expect(endings((await bank.ask(ListDebitCards, await proofOf(client))).cards)).toEqual(expected);
  });
});
