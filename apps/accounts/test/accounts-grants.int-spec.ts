import { afterAll, beforeAll } from '@jest/globals';
import { GetLinkedBalances, ImportAccounts, ListBalances } from '#libs/contracts';
import { idOf } from '#libs/identity';
import { granted, itKeepsClientsData } from '../../../test/harness/grant-suite.js';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { itOwnsItsSchemaOnly } from '../../../test/harness/own-schema-suite.js';
import { anAccountRecord } from './account.factory.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['accounts'], data: 'empty' });
  const own = anAccountRecord({ sourceId: 'A-ALL', holderSourceIds: ['A'] });
  await bank.ask(ImportAccounts, { records: [own, anAccountRecord({ holderSourceIds: ['G'] })] });
  await bank.confirmData();
}, 60_000);
afterAll(() => bank.stop());

itKeepsClientsData('accounts', () => bank, [
  granted({ contract: ListBalances, items: ['A2'], question: {}, forOthers: ({ accounts }) => accounts }),
  granted({
    contract: GetLinkedBalances,
    items: ['A1'],
    question: { accountIds: [idOf('account', 'A-ALL')] },
    forOthers: ({ accounts }) => accounts,
  }),
]);

itOwnsItsSchemaOnly('accounts', () => bank, 'accounts');
