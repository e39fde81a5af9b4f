import { idOf } from '#libs/identity';
import { readBankFile } from '../../tools/import-demo/read-bank-file.js';

const file = readBankFile();
const A_PHONE_OF_NOBODY = '+355690000099';

/** A client of the invented bank, as tests speak of them. */
export interface DemoClient {
  readonly id: string;
  readonly clientNumber: string;
  /** Registered to the client; empty for none. */
  readonly phones: readonly string[];
  /** The first of them. */
  readonly phone: string;
}

/** A card of the invented bank; what a caller would key in, and what the bank calls it. */
export interface DemoCard {
  readonly id: string;
  readonly pan: string;
  readonly pin: string;
  readonly lastFour: string;
  readonly ownerKey: string;
}

/** The clients A to J of requirements 15, by their letter. */
export const demoClients: Readonly<Record<string, DemoClient>> = byKey(
  file.clients,
  ({ key, clientNumber, phones }) => ({
    id: idOf('client', key),
    clientNumber,
    phones,
    phone: phones[0] ?? A_PHONE_OF_NOBODY,
  }),
);

/** The cards, by their key in `demo/bank.json`: `A-credit`, `B-debit` … */
export const demoCards: Readonly<Record<string, DemoCard>> = byKey(file.cards, ({ key, pan, pin, owner }) => ({
  id: idOf('card', key),
  pan,
  pin,
  lastFour: pan.slice(-4),
  ownerKey: owner,
}));

/** Ids of the accounts, by their key: `A-ALL`, `G-CHF` … */
export const demoAccountIds: Readonly<Record<string, string>> = byKey(file.accounts, ({ key }) => idOf('account', key));

/** A number of requirements 15 that belongs to nobody. */
export const NOBODYS_PHONE = A_PHONE_OF_NOBODY;

/** @throws Error, when it is read, for a key the file does not have: a test with a slip must not pass. */
function byKey<Item extends { key: string }, Value>(items: readonly Item[], toValue: (item: Item) => Value) {
  const values = Object.fromEntries(items.map((item) => [item.key, toValue(item)]));
  return new Proxy(values, {
    get(target, key) {
      const value = typeof key === 'string' ? target[key] : undefined;
      if (value === undefined && typeof key === 'string') throw new Error(`demo/bank.json has no ${key}`);
      return value;
    },
  });
}
