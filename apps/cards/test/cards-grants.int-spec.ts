import { afterAll, beforeAll } from '@jest/globals';
import { GetLastTransactions, GetLimitAndDebt, ImportCards, ListCreditCards, ListDebitCards } from '#libs/contracts';
import { idOf } from '#libs/identity';
import { granted, itKeepsClientsData } from '../../../test/harness/grant-suite.js';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { itOwnsItsSchemaOnly } from '../../../test/harness/own-schema-suite.js';
import { aCardRecord, aCreditRecord } from './card.factory.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['cards'], data: 'empty' });
  const credit = aCreditRecord({ sourceId: 'A-credit', ownerSourceId: 'A' });
  const debit = aCardRecord({ sourceId: 'A-debit', ownerSourceId: 'A' });
  const records = [credit, debit, aCreditRecord({ ownerSourceId: 'G' }), aCardRecord({ ownerSourceId: 'G' })];
  await bank.ask(ImportCards, { records });
  await bank.confirmData();
}, 60_000);
afterAll(() => bank.stop());

const cardId = idOf('card', 'A-credit');

itKeepsClientsData('cards', () => bank, [
  granted({ contract: ListCreditCards, items: ['C3', 'C1', 'C2'], question: {}, forOthers: ({ cards }) => cards }),
  granted({ contract: ListDebitCards, items: ['A1'], question: {}, forOthers: ({ cards }) => cards }),
  granted({ contract: GetLimitAndDebt, items: ['C1'], question: { cardId }, forOthers: 'CARD_NOT_FOUND' }),
  granted({
    contract: GetLastTransactions,
    items: ['C2'],
    question: { cardId, count: 5 },
    forOthers: 'CARD_NOT_FOUND',
  }),
]);

itOwnsItsSchemaOnly('cards', () => bank, 'cards');
