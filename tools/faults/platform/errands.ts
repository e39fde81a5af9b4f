import type { Client } from './clients.js';
import type { Errand } from './customer.js';

const TO_THE_BANK = [
  ['language.option.english', '2'],
  ['caller.option.individual', '1'],
] as const;

/** All balances, identified by the client number: auth and accounts. */
const balances = ({ phone, clientNumber }: Client, times: number): Errand => ({
  from: phone,
  keys: [
    ...TO_THE_BANK,
    ['common.option.repeat-information', '1'],
    ['identification.option.client-number', '2'],
    ['identification.enter-client-number', clientNumber],
    ['accounts.option.all-balances', '2'],
    ['individual.option.accounts', '2'],
    ['common.option.main-menu', '8'],
  ],
  wants: 'accounts.balance.current',
  times,
});

/** Limit and debt of the credit card, identified with its PIN: auth and cards. */
const limitAndDebt = ({ phone, pan, pin }: Client, times: number): Errand => ({
  from: phone,
  keys: [
    ...TO_THE_BANK,
    ['common.option.repeat-information', '1'],
    ['identification.enter-card-number', pan],
    ['identification.enter-pin', pin],
    ['cards.option.limit', '1'],
    ['individual.option.cards', '1'],
    ['common.option.main-menu', '8'],
  ],
  wants: 'cards.limit.total',
  times,
});

/** What a bank's clients call for: every other one for balances, the others for limit and debt. */
export const everyonesErrands = (clients: readonly Client[], times: number): Errand[] =>
  clients.map((client, index) => (index % 2 === 0 ? balances(client, times) : limitAndDebt(client, times)));
