import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DescribeTransactionsExport,
  GetTransactionsExportPage,
  ImportCards,
  ImportCardTransactions,
  OpenTransactionsExport,
} from '#libs/contracts';
import { idOf } from '#libs/identity';
import { randomUUID } from 'node:crypto';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { aCreditRecord, aTransactionRecord } from './card.factory.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['cards'], data: 'empty' });
  await bank.confirmData();
}, 60_000);
afterAll(() => bank.stop());

const CUT = '2026-11-11';

/** A client with one credit card whose last statement was cut on 11 November. */
async function aClient(transactions: readonly Parameters<typeof aTransactionRecord>[0][]) {
  const [client, card] = [randomUUID(), randomUUID()];
  await bank.ask(ImportCards, { records: [aCreditRecord({ sourceId: card, ownerSourceId: client })] });
  await spend(card, transactions);
  return { id: idOf('client', client), card, cardId: idOf('card', card) };
}

async function spend(card: string, transactions: readonly Parameters<typeof aTransactionRecord>[0][]) {
  for (let at = 0; at < transactions.length; at += 20) {
    const records = transactions
      .slice(at, at + 20)
      .map((difference) => aTransactionRecord({ cardSourceId: card, ...difference }));
    await bank.ask(ImportCardTransactions, { records });
  }
}

type Client = Awaited<ReturnType<typeof aClient>>;

async function open(client: Client, difference: { commandId?: string; cardId?: string; onlyCardId?: string } = {}) {
  const { onlyCardId, ...request } = difference;
  const proof = await bank.grants.for(client, onlyCardId === undefined ? {} : { onlyCardId });
  return bank.ask(OpenTransactionsExport, { ...proof, commandId: randomUUID(), cardId: client.cardId, ...request });
}

async function opened(client: Client): Promise<string> {
  const reply = await open(client);
  if (reply.outcome !== 'opened') throw new Error(`not opened: ${reply.outcome}`);
  return reply.exportId;
}

async function descriptionsOf(exportId: string, limit = 500): Promise<string[]> {
  const all: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await bank.ask(GetTransactionsExportPage, { exportId, limit, ...(after && { after }) });
    all.push(...page.transactions.map(({ description }) => description));
    if (page.next === null) return all;
    after = page.next;
  }
}

describe('a list of transactions kept ready for an e-mail', () => {
  it('C3, R38: holds the posted ones after the last cut, oldest first', async () => {
    const client = await aClient([
      { date: '2026-11-20', description: 'third' },
      { date: CUT, description: 'on the day of the cut' },
      { date: '2026-11-12', description: 'first' },
      { date: '2026-11-13', description: 'not yet posted', state: 'pending' },
      { date: '2026-11-14', description: 'taken back', state: 'voided' },
      { date: '2026-11-12', description: 'second' },
    ]);
    const exportId = await opened(client);
    expect(await bank.ask(DescribeTransactionsExport, { exportId })).toEqual({
      lastFour: '1111',
      currency: 'ALL',
      lastCutDate: CUT,
      transactionCount: 3,
    });
    for (const limit of [1, 2, 3, 500])
      expect(await descriptionsOf(exportId, limit)).toEqual(['first', 'second', 'third']);
  });

  it('is as of the request: what is posted afterwards is not in it', async () => {
    const client = await aClient([{ date: '2026-11-12', description: 'before' }]);
    const exportId = await opened(client);
    await spend(client.card, [{ date: '2026-11-12', description: 'after' }]);
    expect(await descriptionsOf(exportId)).toEqual(['before']);
    expect((await bank.ask(DescribeTransactionsExport, { exportId })).transactionCount).toBe(1);
  });

  it('S27: is read in pages that stay below 64 KB, however long the descriptions', async () => {
    const client = await aClient(
      Array.from({ length: 120 }, (_, i) => ({ date: '2026-11-12', description: `${i}${'€'.repeat(490)}` })),
    );
    const exportId = await opened(client);
    const first = await bank.ask(GetTransactionsExportPage, { exportId });
    expect(Buffer.byteLength(JSON.stringify(first))).toBeLessThan(64 * 1024);
    expect(await descriptionsOf(exportId)).toHaveLength(120);
  });
});

describe('who may have a list', () => {
  it('C3: nobody gets an empty one, and hears when the last statement was cut', async () => {
    const client = await aClient([{ date: '2026-11-10', description: 'of the statement before' }]);
    expect(await open(client)).toEqual({ outcome: 'no-transactions', lastCutDate: CUT });
  });

  it('S18: a worthless grant opens nothing', async () => {
    const client = await aClient([{}]);
    for (const proof of Object.values(await bank.grants.worthless(client, { id: randomUUID() }, 'C3'))) {
      const request = { ...proof, commandId: randomUUID(), cardId: client.cardId };
      await expect(bank.ask(OpenTransactionsExport, request)).rejects.toMatchObject({ code: 'GRANT_REFUSED' });
    }
  });

  it('D21: a grant for one card opens the list of that card alone, and nobody’s opens another client’s', async () => {
    const client = await aClient([{}]);
    const refused = { code: 'CARD_NOT_FOUND' };
    await expect(open(client, { onlyCardId: randomUUID() })).rejects.toMatchObject(refused);
    await expect(open(client, { cardId: (await aClient([{}])).cardId })).rejects.toMatchObject(refused);
    expect(await open(client, { onlyCardId: client.cardId })).toMatchObject({ outcome: 'opened' });
  });

  it('a retried command gets the same export, and no other client can have it', async () => {
    const [client, commandId] = [await aClient([{}]), randomUUID()];
    const [one, other] = await Promise.all([open(client, { commandId }), open(client, { commandId })]);
    expect(one).toEqual(other);
    await expect(open(await aClient([{}]), { commandId })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('an id that is unknown or expired opens nothing', async () => {
    const exportId = await opened(await aClient([{}]));
    await bank.sql("UPDATE cards.transaction_exports SET expires_at = now() - interval '1 s' WHERE id = $1", [
      exportId,
    ]);
    for (const id of [exportId, randomUUID()]) {
      await expect(bank.ask(GetTransactionsExportPage, { exportId: id })).rejects.toMatchObject({
        code: 'EXPORT_NOT_FOUND',
      });
      await expect(bank.ask(DescribeTransactionsExport, { exportId: id })).rejects.toMatchObject({
        code: 'EXPORT_NOT_FOUND',
      });
    }
  });
});
