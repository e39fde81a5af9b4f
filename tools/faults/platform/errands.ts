import type { Size } from '../suite.js';
import type { Client } from './clients.js';
import type { Errand } from './customer.js';

const TO_THE_BANK = [
  ['language.option.english', '2'],
  ['caller.option.individual', '1'],
] as const;

/** All balances, identified by the client number: auth and accounts. */
export const balances = ({ phone, clientNumber }: Client, times: number): Errand => ({
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
  wants: ['accounts.balance.current'],
  times,
});

/** Limit and debt of the credit card, identified with its PIN: auth and cards. */
export const limitAndDebt = ({ phone, pan, pin }: Client, times: number): Errand => ({
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
  wants: ['cards.limit.total'],
  times,
});

/** A statement by e-mail, identified by the client number: auth, accounts and notifications. */
export const statement = ({ phone, clientNumber }: Client): Errand => ({
  from: phone,
  keys: [
    ...TO_THE_BANK,
    ['statements.option.EUR', '2'],
    ['accounts.option.statements', '3'],
    ['identification.option.client-number', '2'],
    ['identification.enter-client-number', clientNumber],
    ['individual.option.accounts', '2'],
    ['common.option.main-menu', '8'],
  ],
  // Who was told "not available now" about what was accepted after all hears so.
  wants: ['email.queued', 'email.already'],
  times: 1,
});

/** What a bank's clients call for: every other one for balances, the others for limit and debt. */
export const everyonesErrands = (clients: readonly Client[], times: number): Errand[] =>
  clients.map((client, index) => (index % 2 === 0 ? balances(client, times) : limitAndDebt(client, times)));

/** The errands of a few, where what all stand on is at fault and not how many call. */
export const someErrands = (clients: readonly Client[], size: Size): Errand[] =>
  size === 'small' ? everyonesErrands(clients.slice(0, 6), 2) : everyonesErrands(clients.slice(0, 16), 3);
