import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CallGrantsRevoked,
  DescribeStatementExport,
  GetStatementExportPage,
  ImportAccounts,
  ImportAccountTransactions,
  OpenStatementExport,
  type ReplyOf,
} from '#libs/contracts';
import { idOf } from '#libs/identity';
import { tell } from '#libs/messaging';
import { DateTime } from 'luxon';
import { randomUUID } from 'node:crypto';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { anAccountRecord, anAccountTransactionRecord } from './account.factory.js';

type Page = ReplyOf<typeof GetStatementExportPage>;
type Movement = { daysAgo: number; amountMinor: number; description?: string };

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['accounts'], data: 'empty' });
  await bank.confirmData();
}, 60_000);
afterAll(() => bank.stop());

/** Days of the calendar: two of them a year have not 24 hours. */
const daysAgo = (days: number) => DateTime.now().setZone('Europe/Tirane').minus({ days }).toFormat('yyyy-MM-dd');

/** A client with one dollar account; `booked` is what the movements led to. */
async function aClient(booked: number, movements: readonly Movement[], difference = {}) {
  const [client, account] = [randomUUID(), randomUUID()];
  await bank.ask(ImportAccounts, {
    records: [
      anAccountRecord({
        sourceId: account,
        holderSourceIds: [client],
        currency: 'USD',
        bookedBalanceMinor: String(booked),
        ...difference,
      }),
    ],
  });
  await move(account, movements);
  return { id: idOf('client', client), sourceId: client, account, accountId: idOf('account', account) };
}

async function move(account: string, movements: readonly Movement[]): Promise<void> {
  for (let at = 0; at < movements.length; at += 30) {
    const records = movements.slice(at, at + 30).map((movement) =>
      anAccountTransactionRecord({
        accountSourceId: account,
        date: daysAgo(movement.daysAgo),
        amountMinor: String(movement.amountMinor),
        description: movement.description ?? 'Pagese',
      }),
    );
    await bank.ask(ImportAccountTransactions, { records });
  }
}

async function open(client: { id: string }, difference: { currency?: string; days?: number; commandId?: string } = {}) {
  const request = { commandId: randomUUID(), currency: 'USD', days: 30, ...difference };
  return bank.ask(OpenStatementExport, { ...(await bank.grants.for(client)), ...request });
}

async function opened(client: { id: string }, difference = {}): Promise<string> {
  const reply = await open(client, difference);
  if (reply.outcome !== 'opened') throw new Error(`not opened: ${reply.outcome}`);
  return reply.exportId;
}

/** Every page of an account, one after the other. */
async function pages(exportId: string, accountId: string, limit = 500): Promise<Page[]> {
  const all: Page[] = [];
  let after: string | undefined;
  do {
    const page: Page = await bank.ask(GetStatementExportPage, { exportId, accountId, limit, ...(after && { after }) });
    all.push(page);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return all;
}

const amountsOf = (all: readonly Page[]) =>
  all.flatMap(({ movements }) => movements.map(({ amountMinor }) => Number(amountMinor)));

describe('a statement kept ready for an e-mail', () => {
  it('A3, D16: goes from the opening balance over the movements of the period to the closing balance', async () => {
    const client = await aClient(1_000, [
      { daysAgo: 31, amountMinor: 77 },
      { daysAgo: 30, amountMinor: 500 },
      { daysAgo: 2, amountMinor: -200 },
      { daysAgo: 0, amountMinor: 50 },
    ]);
    const exportId = await opened(client);
    const described = await bank.ask(DescribeStatementExport, { exportId });
    expect(described).toEqual({
      periodStart: daysAgo(30),
      periodEnd: daysAgo(0),
      accounts: [
        {
          accountId: client.accountId,
          type: 'current',
          currency: 'USD',
          lastFour: '1001',
          openingBalanceMinor: '650',
          closingBalanceMinor: '1000',
          movementCount: 3,
          movements: [
            { date: daysAgo(30), amountMinor: '500', description: 'Pagese' },
            { date: daysAgo(2), amountMinor: '-200', description: 'Pagese' },
            { date: daysAgo(0), amountMinor: '50', description: 'Pagese' },
          ],
        },
      ],
    });
    expect(amountsOf(await pages(exportId, client.accountId))).toEqual([500, -200, 50]);
  });

  it('A3: is there without any movement too', async () => {
    const client = await aClient(101, []);
    const exportId = await opened(client);
    const { accounts } = await bank.ask(DescribeStatementExport, { exportId });
    expect(accounts).toMatchObject([{ openingBalanceMinor: '101', closingBalanceMinor: '101', movementCount: 0 }]);
    expect(await pages(exportId, client.accountId)).toEqual([{ movements: [], next: null }]);
  });

  it('is as of the request: what is posted afterwards is not in it, and the balances do not move', async () => {
    const client = await aClient(1_000, [{ daysAgo: 1, amountMinor: 400 }]);
    const exportId = await opened(client);
    await move(client.account, [{ daysAgo: 1, amountMinor: -333 }]);
    await bank.ask(ImportAccounts, {
      records: [
        anAccountRecord({
          sourceId: client.account,
          holderSourceIds: [client.sourceId],
          currency: 'USD',
          bookedBalanceMinor: '667',
        }),
      ],
    });
    const { accounts } = await bank.ask(DescribeStatementExport, { exportId });
    expect(accounts).toMatchObject([
      {
        openingBalanceMinor: '600',
        closingBalanceMinor: '1000',
        movementCount: 1,
        movements: [{ amountMinor: '400' }],
      },
    ]);
    expect(amountsOf(await pages(exportId, client.accountId))).toEqual([400]);
  });

  it('shows movements of one day in the order of the feed, whatever the size of a page', async () => {
    const movements = Array.from({ length: 57 }, (_, index) => ({ daysAgo: 3, amountMinor: index + 1 }));
    const client = await aClient(0, movements);
    const exportId = await opened(client);
    const expected = movements.map(({ amountMinor }) => amountMinor);
    for (const limit of [1, 7, 19, 57, 500])
      expect(amountsOf(await pages(exportId, client.accountId, limit))).toEqual(expected);
  });

  it('S27: is read in pages that stay below 64 KB, however long the descriptions', async () => {
    const movements = Array.from({ length: 400 }, (_, index) => ({
      daysAgo: 3,
      amountMinor: index + 1,
      description: '€'.repeat(500),
    }));
    const client = await aClient(0, movements);
    const all = await pages(await opened(client), client.accountId);
    for (const page of all) expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(64 * 1024);
    expect(amountsOf(all)).toEqual(movements.map(({ amountMinor }) => amountMinor));
  });

  it.each([
    ['more than a few', 101, 'Pagese'],
    ['few with long descriptions', 90, '€'.repeat(500)],
  ])('S27: movements that are %s do not come with the accounts', async (_, count, description) => {
    const movements = Array.from({ length: count }, (__, index) => ({
      daysAgo: 3,
      amountMinor: index + 1,
      description,
    }));
    const client = await aClient(0, movements);
    const exportId = await opened(client);
    const { accounts } = await bank.ask(DescribeStatementExport, { exportId });
    expect(accounts).toMatchObject([{ movementCount: count }]);
    expect(accounts[0]).not.toHaveProperty('movements');
    expect(amountsOf(await pages(exportId, client.accountId))).toEqual(movements.map(({ amountMinor }) => amountMinor));
  });

  it('D17, D24: covers every open current and savings account of that currency, joint ones too, in reading order', async () => {
    const client = await aClient(1, [], { number: '200000001-002', type: 'savings' });
    const other = { holderSourceIds: [client.sourceId], currency: 'USD' };
    await bank.ask(ImportAccounts, {
      records: [
        anAccountRecord({ ...other, number: '200000001-003', holderSourceIds: [randomUUID(), client.sourceId] }),
        anAccountRecord({ ...other, number: '200000001-004', type: 'deposit' }),
        anAccountRecord({ ...other, number: '200000001-005', status: 'closed' }),
        anAccountRecord({ ...other, number: '200000001-006', currency: 'EUR' }),
        anAccountRecord({ ...other, number: '200000001-007', holderSourceIds: [randomUUID()] }),
      ],
    });
    const { accounts } = await bank.ask(DescribeStatementExport, { exportId: await opened(client) });
    expect(accounts.map(({ lastFour, type }) => [lastFour, type])).toEqual([
      ['1003', 'current'],
      ['1002', 'savings'],
    ]);
  });
});

describe('who may have a statement', () => {
  it('D17: nobody without an account in that currency', async () => {
    expect(await open(await aClient(1, []), { currency: 'CAD' })).toEqual({ outcome: 'no-account' });
  });

  it('S18: a worthless grant opens nothing', async () => {
    const client = await aClient(1, []);
    const worthless = await bank.grants.worthless(client, { id: randomUUID() }, 'A3');
    for (const proof of Object.values(worthless)) {
      const request = { ...proof, commandId: randomUUID(), currency: 'USD', days: 30 };
      await expect(bank.ask(OpenStatementExport, request)).rejects.toMatchObject({ code: 'GRANT_REFUSED' });
    }
  });

  it('the grant of a call that is over opens nothing, and what it opened before stays open', async () => {
    const client = await aClient(1, []);
    const proof = await bank.grants.for(client);
    const request = { ...proof, commandId: randomUUID(), currency: 'USD', days: 30 };
    const reply = await bank.ask(OpenStatementExport, request);
    tell(bank.bus, CallGrantsRevoked, { callId: proof.callId, until: new Date(Date.now() + 60_000).toISOString() });
    await expect(
      (async () => {
        for (let i = 0; i < 100; i++) await bank.ask(OpenStatementExport, { ...request, commandId: randomUUID() });
      })(),
    ).rejects.toMatchObject({ code: 'GRANT_REFUSED' });
    if (reply.outcome !== 'opened') throw new Error('not opened');
    expect((await bank.ask(DescribeStatementExport, { exportId: reply.exportId })).accounts).toHaveLength(1);
  });

  it('a retried command gets the same export, and no other client can have it', async () => {
    const commandId = randomUUID();
    const client = await aClient(1, []);
    const all = await Promise.all(Array.from({ length: 10 }, () => opened(client, { commandId })));
    expect(new Set(all).size).toBe(1);
    await expect(open(await aClient(1, []), { commandId })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('an id that is unknown, expired or of another account opens nothing', async () => {
    const stranger = await aClient(1, [{ daysAgo: 1, amountMinor: 5 }]);
    const client = await aClient(1, [{ daysAgo: 1, amountMinor: 5 }]);
    const exportId = await opened(client);
    const refused = { code: 'EXPORT_NOT_FOUND' };
    const page = (id: string, accountId: string) => bank.ask(GetStatementExportPage, { exportId: id, accountId });
    await expect(page(randomUUID(), client.accountId)).rejects.toMatchObject(refused);
    await expect(page(exportId, stranger.accountId)).rejects.toMatchObject(refused);
    await bank.sql("UPDATE accounts.statement_exports SET expires_at = now() - interval '1 s' WHERE id = $1", [
      exportId,
    ]);
    await expect(page(exportId, client.accountId)).rejects.toMatchObject(refused);
    await expect(bank.ask(DescribeStatementExport, { exportId })).rejects.toMatchObject(refused);
    // Forgotten with the next one.
    await opened(client);
    expect(await bank.sql('SELECT FROM accounts.statement_exports WHERE id = $1', [exportId])).toHaveLength(0);
  });
});
