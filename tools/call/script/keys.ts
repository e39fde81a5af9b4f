import type { Language } from '#libs/speech';
import { demoBank } from '../paper-bank/ledger.js';
import type { Pressed } from './script.schema.js';

/** A number nobody registered. */
const NOBODYS_NUMBER = '+355690000099';

/** Keys as they are pressed, and as they may be shown. */
export interface KeyPresses {
  keys: string;
  shown: string;
}

/** What is pressed for an item of a script. @throws Error for a card or client the demo bank does not have. */
export function keysOf(item: Pressed, language: Language): KeyPresses {
  if (item === '$language') return plain(language === 'sq' ? '1' : '2');
  if (typeof item === 'string') return plain(item);
  if ('card' in item) return hidden(cardOf(item.card).pan, `card ${item.card}`);
  if ('pin' in item) return hidden(cardOf(item.pin).pin, `PIN of ${item.pin}`);
  if ('wrongPin' in item) return hidden(wrongPinOf(item.wrongPin), `wrong PIN of ${item.wrongPin}`);
  return hidden(clientOf(item.clientNumber).clientNumber, `client number of ${item.clientNumber}`);
}

/** The number a caller of a script shows; empty when withheld. */
export function numberOf(caller: string): string {
  if (caller === 'nobody') return NOBODYS_NUMBER;
  if (caller === 'withheld') return '';
  return caller.startsWith('+') ? caller : (clientOf(caller).phones[0] ?? '');
}

/** The secrets of a card, to search for. */
export function secretsOf(card: string): { pan: string; pin: string } {
  const { pan, pin } = cardOf(card);
  return { pan, pin };
}

const plain = (keys: string): KeyPresses => ({ keys, shown: keys });
const hidden = (keys: string, what: string): KeyPresses => ({ keys, shown: `${'•'.repeat(keys.length)} (${what})` });

/** Never the right one. */
function wrongPinOf(card: string): string {
  return String((Number(cardOf(card).pin) + 1) % 10_000).padStart(4, '0');
}

function cardOf(key: string) {
  const card = demoBank().cards.find((known) => known.key === key);
  if (!card) throw new Error(`demo/bank.json has no card ${key}`);
  return card;
}

function clientOf(key: string) {
  const client = demoBank().clients.find((known) => known.key === key);
  if (!client) throw new Error(`demo/bank.json has no client ${key}`);
  return client;
}
