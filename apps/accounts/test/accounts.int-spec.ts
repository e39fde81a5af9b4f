import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetLinkedBalances, ListBalances } from '#libs/contracts';
import { randomUUID } from 'node:crypto';
import { demoAccountIds, demoClients, startBank, type TestBank } from '../../../test/harness/index.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['accounts'] });
}, 60_000);
afterAll(() => bank.stop());

const proofOf = (key: string) => bank.grants.for(demoClients[key]!);
const balancesOf = async (client: string) =>
  (await bank.ask(ListBalances, await proofOf(client))).accounts.map(
    ({ currency, type, availableBalanceMinor }) => `${currency} ${type} ${availableBalanceMinor}`,
  );
const linked = async (client: string, ...accountIds: string[]) =>
  (await bank.ask(GetLinkedBalances, { ...(await proofOf(client)), accountIds })).accounts;
const idsOf = (...keys: string[]) => keys.map((key) => demoAccountIds[key]!);

describe('the balances of all accounts', () => {
  it('R48, SC39: are the available ones, lek first, then euro, current before savings', async () => {
    expect(await balancesOf('A')).toEqual(['ALL current -15050', 'EUR current 300300', 'EUR savings 1234567']);
  });

  it('R48, R51: are told in every currency held, in the order of the bank, joint accounts included (D24)', async () => {
    expect(await balancesOf('G')).toEqual([
      'ALL current 123456700',
      'ALL current 4500',
      'EUR current 300300',
      'USD savings 300',
      'GBP current -15050',
      'CHF current 2303',
      'AUD savings 10100',
      'CAD current 50',
    ]);
  });

  it('5.2: carry what tells two of one kind apart, and the moment they were right', async () => {
    const { accounts } = await bank.ask(ListBalances, await proofOf('G'));
    expect(accounts.slice(0, 2).map(({ lastFour }) => lastFour)).toEqual(['7001', '7002']);
    expect(accounts.map(({ accountId }) => accountId)).toContain(demoAccountIds['AG-EUR']);
    for (const { asOf } of accounts) expect(Date.now() - Date.parse(asOf)).toBeLessThan(60_000);
  });

  it('are none for a client the bank’s feed has told nothing of', async () => {
    expect(await bank.ask(ListBalances, await bank.grants.for({ id: randomUUID() }))).toEqual({ accounts: [] });
  });
});

describe('the balance of the account linked to a debit card', () => {
  it('R46: is the available balance of the current account', async () => {
    expect(await linked('A', ...idsOf('A-ALL'))).toMatchObject([
      { accountId: demoAccountIds['A-ALL'], type: 'current', currency: 'ALL', availableBalanceMinor: '-15050' },
    ]);
  });

  it('D22: comes for every account linked, first linked first', async () => {
    const order = (accounts: readonly { accountId: string }[]) => accounts.map(({ accountId }) => accountId);
    expect(order(await linked('G', ...idsOf('G-CHF', 'G-ALL')))).toEqual(idsOf('G-CHF', 'G-ALL'));
    expect(order(await linked('G', ...idsOf('G-ALL', 'G-CHF')))).toEqual(idsOf('G-ALL', 'G-CHF'));
  });

  it('S18: is not told of accounts of others, savings and accounts there are not', async () => {
    expect(await linked('B', ...idsOf('A-ALL'))).toEqual([]);
    expect(await linked('A', ...idsOf('A-EUR'), randomUUID())).toEqual([]);
  });
});
