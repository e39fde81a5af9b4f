import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CardRecord,
  type CardTransactionRecord,
  ConfirmCards,
  GetLastTransactions,
  GetLimitAndDebt,
  ImportCards,
  ImportCardTransactions,
  ListCreditCards,
} from '#libs/contracts';
import { idOf } from '#libs/identity';
import { randomUUID } from 'node:crypto';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { aCardRecord, aCreditRecord, aTransactionRecord } from './card.factory.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['cards'], data: 'empty' });
  await bank.confirmData();
}, 60_000);
afterAll(() => bank.stop());

const importCards = (...records: CardRecord[]) => bank.ask(ImportCards, { records });
const importTransactions = (...records: CardTransactionRecord[]) => bank.ask(ImportCardTransactions, { records });
const proofOf = (card: CardRecord) => bank.grants.for({ id: idOf('client', card.ownerSourceId) });
const lastOf = async (card: CardRecord) => {
  const request = { ...(await proofOf(card)), cardId: idOf('card', card.sourceId), count: 5 };
  return (await bank.ask(GetLastTransactions, request)).transactions;
};

describe('the bank’s feed of cards', () => {
  it('stores what is right and names what is not', async () => {
    const good = aCreditRecord();
    const bad = aCreditRecord({ credit: { ...good.credit!, dueDate: '2020-01-01' } });
    expect(await importCards(bad, good)).toEqual({
      stored: 1,
      refused: [{ sourceId: bad.sourceId, why: 'credit.dueDate: is before the cut' }],
    });
    expect((await bank.ask(ListCreditCards, await proofOf(good))).cards).toHaveLength(1);
    expect((await bank.ask(ListCreditCards, await proofOf(bad))).cards).toHaveLength(0);
  });

  it('stores nothing, and says so, when every record is refused', async () => {
    expect(await importCards(aCardRecord({ credit: aCreditRecord().credit }))).toMatchObject({ stored: 0 });
  });

  it('changes no row when it repeats itself, and the row when the card changed', async () => {
    const card = aCreditRecord();
    const version = async () =>
      (
        await bank.sql<{ xmin: string }>('SELECT xmin::text FROM cards.cards WHERE id = $1', [
          idOf('card', card.sourceId),
        ])
      )[0]?.xmin;
    await importCards(card);
    const first = await version();
    await importCards(card);
    expect(await version()).toBe(first);
    await importCards({ ...card, credit: { ...card.credit!, availableLimitMinor: '1' } });
    expect(await version()).not.toBe(first);
    const told = await bank.ask(GetLimitAndDebt, { ...(await proofOf(card)), cardId: idOf('card', card.sourceId) });
    expect(told).toMatchObject({ availableLimitMinor: '1', approvedLimitMinor: '15000000' });
  });

  it('lets the last record of a card in a batch win', async () => {
    const card = aCreditRecord();
    expect(await importCards(card, { ...card, lastFour: '2222' })).toEqual({ stored: 1, refused: [] });
    expect((await bank.ask(ListCreditCards, await proofOf(card))).cards).toMatchObject([{ lastFour: '2222' }]);
  });

  it('survives two feeds that send the same cards in opposite order at once', async () => {
    const cards = Array.from({ length: 50 }, () => aCardRecord());
    const changed = cards.map((card) => ({ ...card, lastFour: '7777' })).reverse();
    const replies = await Promise.all([importCards(...cards), importCards(...changed), importCards(...cards)]);
    expect(replies.map(({ stored }) => stored)).toEqual([50, 50, 50]);
  });

  it('keeps amounts that no float holds', async () => {
    const card = aCreditRecord();
    const terms = { approvedLimitMinor: '999999999999999999', availableLimitMinor: '-999999999999999999' };
    await importCards({ ...card, credit: { ...card.credit!, ...terms } });
    const told = await bank.ask(GetLimitAndDebt, { ...(await proofOf(card)), cardId: idOf('card', card.sourceId) });
    expect(told).toMatchObject(terms);
  });

  it('leaves out minimum payment and due date where the bank supplies none (5.1)', async () => {
    const card = aCreditRecord();
    await importCards({ ...card, credit: { ...card.credit!, minimumPaymentMinor: null, dueDate: null } });
    const told = await bank.ask(GetLimitAndDebt, { ...(await proofOf(card)), cardId: idOf('card', card.sourceId) });
    expect(Object.keys(told)).not.toEqual(expect.arrayContaining(['minimumPaymentMinor']));
    expect(Object.keys(told)).not.toEqual(expect.arrayContaining(['dueDate']));
  });
});

describe('the bank’s feed of card transactions', () => {
  it('may come before its card, and repeat itself', async () => {
    const card = aCreditRecord();
    const transaction = aTransactionRecord({ cardSourceId: card.sourceId });
    expect(await importTransactions(transaction)).toEqual({ stored: 1, refused: [] });
    await importCards(card);
    await importTransactions(transaction);
    expect(await lastOf(card)).toHaveLength(1);
  });

  it('names a transaction in another currency than its card’s', async () => {
    const card = aCreditRecord();
    await importCards(card);
    const bad = aTransactionRecord({ cardSourceId: card.sourceId, currency: 'EUR' });
    const good = aTransactionRecord({ cardSourceId: card.sourceId });
    expect(await importTransactions(bad, good)).toEqual({
      stored: 1,
      refused: [{ sourceId: bad.sourceId, why: 'currency: is not the card’s' }],
    });
  });

  it('D38: of two on one day the one sent later is the later, also after both are sent again', async () => {
    const card = aCreditRecord();
    const [morning, evening] = ['morning', 'evening'].map((description) =>
      aTransactionRecord({ cardSourceId: card.sourceId, description }),
    ) as [CardTransactionRecord, CardTransactionRecord];
    await importCards(card);
    await importTransactions(morning, evening);
    await importTransactions(evening, { ...morning, amountMinor: '-1' });
    expect((await lastOf(card)).map(({ description }) => description)).toEqual(['evening', 'morning']);
  });

  it('D38: a pending one is heard of when it is posted, and no more when it is voided', async () => {
    const card = aCreditRecord();
    const transaction = aTransactionRecord({ cardSourceId: card.sourceId });
    await importCards(card);
    const heardAs = async (state: CardTransactionRecord['state']) => {
      await importTransactions({ ...transaction, state });
      return (await lastOf(card)).length;
    };
    expect([await heardAs('pending'), await heardAs('posted'), await heardAs('voided')]).toEqual([0, 1, 0]);
  });

  it('D38: one of the day of the cut belongs to the statement before', async () => {
    const card = aCreditRecord();
    const at = (date: string) => aTransactionRecord({ cardSourceId: card.sourceId, date, description: date });
    await importCards(card);
    await importTransactions(at('2026-11-10'), at('2026-11-11'), at('2026-11-12'));
    expect((await lastOf(card)).map(({ date }) => date)).toEqual(['2026-11-12']);
  });

  it('S29: keeps SQL as the plain text it is', async () => {
    const text = `'; DROP TABLE cards; -- $1 \\ "x" %s \u202e`;
    const card = aCreditRecord({ sourceId: `card ${randomUUID()} ${text}`, ownerSourceId: text });
    await importCards(card);
    await importTransactions(
      aTransactionRecord({ sourceId: `${text}1`, cardSourceId: card.sourceId, description: text }),
    );
    expect(await lastOf(card)).toMatchObject([{ description: text }]);
  });

  it('S1: does not keep a card number a description brings', async () => {
    const card = aCreditRecord();
    await importCards(card);
    const description = 'POS 4111 1111 1111 1111 TIRANE';
    await importTransactions(aTransactionRecord({ cardSourceId: card.sourceId, description }));
    expect(await lastOf(card)).toMatchObject([{ description: 'POS [card number] TIRANE' }]);
  });
});

describe('a message that is not of the contract', () => {
  it.each([
    [
      'an amount with a point',
      { ...aCreditRecord(), credit: { ...aCreditRecord().credit!, approvedLimitMinor: '1.5' } },
    ],
    ['a day there is not', aCardRecord({ activeFrom: '2026-02-30' })],
    ['a full card number for its end', aCardRecord({ lastFour: '4111111111111111' })],
  ])('is refused as a whole: %s', async (_, record) => {
    const reply = await bank.bus.request(
      ImportCards.subject,
      JSON.stringify({ pattern: ImportCards.subject, data: { records: [record] }, id: '1' }),
      { timeout: 4_000 },
    );
    expect(reply.json()).toMatchObject({ err: { code: 'BAD_REQUEST' } });
  });

  it('D46: a moment of confirmation must be one', async () => {
    await expect(bank.ask(ConfirmCards, { asOf: 'yesterday' })).rejects.toThrow();
  });
});
