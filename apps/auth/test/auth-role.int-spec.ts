import { afterAll, beforeAll } from '@jest/globals';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { itOwnsItsSchemaOnly } from '../../../test/harness/own-schema-suite.js';

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ services: ['auth'], data: 'empty' });
}, 120_000);
afterAll(() => bank.stop());

itOwnsItsSchemaOnly('auth', () => bank, 'cards');
