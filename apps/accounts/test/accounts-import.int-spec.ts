import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type AccountRecord,
  type AccountTransactionRecord,
  ImportAccounts,
  ImportAccountTransactions,
  ListBalances,
} from '#libs/contracts';
import { idOf } from '#libs/identity';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { anAccountRecord, anAccountTransactionRecord } from './account.factory.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['accounts'], data: 'empty' });
  await bank.confirmData();
}, 60_000);
afterAll(() => bank.stop());

const importAccounts = (...records: AccountRecord[]) => bank.ask(ImportAccounts, { records });
const importTransactions = (...records: AccountTransactionRecord[]) => bank.ask(ImportAccountTransactions, { records });
const heardBy = async (holderSourceId: string) =>
  (await bank.ask(ListBalances, await bank.grants.for({ id: idOf('client', holderSourceId) }))).accounts;
const firstHolder = (account: AccountRecord) => account.holderSourceIds[0]!;

describe('the bank’s feed of accounts', () => {
  it('stores what is right and names what is not', async () => {
    const [good, bad] = [anAccountRecord(), anAccountRecord({ number: 'AB-12' })];
    expect(await importAccounts(bad, good)).toEqual({
      stored: 1,
      refused: [{ sourceId: bad.sourceId, why: 'number: has fewer than four digits' }],
    });
    expect(await heardBy(firstHolder(good))).toHaveLength(1);
    expect(await heardBy(firstHolder(bad))).toEqual([]);
  });

  it('changes no row when it repeats itself, and the row when the balance changed', async () => {
    const account = anAccountRecord();
    const version = async () =>
      (
        await bank.sql<{ xmin: string }>('SELECT xmin::text FROM accounts.accounts WHERE id = $1', [
          idOf('account', account.sourceId),
        ])
      )[0]?.xmin;
    await importAccounts(account);
    const first = await version();
    await importAccounts(account);
    expect(await version()).toBe(first);
    await importAccounts({ ...account, availableBalanceMinor: '999999999999999999' });
    expect(await heardBy(firstHolder(account))).toMatchObject([{ availableBalanceMinor: '999999999999999999' }]);
  });

  it('D24: lets a holder hear of an account from the day they hold it, and no longer', async () => {
    const account = anAccountRecord({ holderSourceIds: ['first', 'second'] });
    await importAccounts(account);
    expect([(await heardBy('first')).length, (await heardBy('second')).length]).toEqual([1, 1]);
    await importAccounts({ ...account, holderSourceIds: ['second', 'third'] });
    const heard = [await heardBy('first'), await heardBy('second'), await heardBy('third')];
    expect(heard.map(({ length }) => length)).toEqual([0, 1, 1]);
  });

  it.each([
    ['closed', { status: 'closed' }],
    ['a deposit', { type: 'deposit' }],
    ['a loan', { type: 'loan' }],
  ] as const)('D15: keeps an account that is %s and lets nobody hear of it', async (_, difference) => {
    const account = anAccountRecord(difference);
    expect(await importAccounts(account)).toMatchObject({ stored: 1 });
    expect(await heardBy(firstHolder(account))).toEqual([]);
  });

  it('keeps movements, before their account too, once however often they come', async () => {
    const account = anAccountRecord();
    const movement = anAccountTransactionRecord({ accountSourceId: account.sourceId });
    expect(await importTransactions(movement)).toEqual({ stored: 1, refused: [] });
    await importAccounts(account);
    await importTransactions(movement, { ...movement, amountMinor: '-1' });
    const rows = await bank.sql('SELECT amount_minor FROM accounts.account_transactions WHERE account_id = $1', [
      idOf('account', account.sourceId),
    ]);
    expect(rows).toEqual([{ amount_minor: '-1' }]);
  });

  it('S29, S1: keeps SQL as the plain text it is, and no card number', async () => {
    const text = `'; DROP TABLE accounts; -- $1 \\ "x" %s`;
    const account = anAccountRecord({ sourceId: text, holderSourceIds: [text] });
    await importAccounts(account);
    const description = `${text} 4111111111111111`;
    await importTransactions(anAccountTransactionRecord({ sourceId: text, accountSourceId: text, description }));
    expect(await heardBy(text)).toHaveLength(1);
    const rows = await bank.sql('SELECT description FROM accounts.account_transactions WHERE account_id = $1', [
      idOf('account', text),
    ]);
    expect(rows).toEqual([{ description: `${text} [card number]` }]);
  });
});
