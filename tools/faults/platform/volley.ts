import type { PromptId } from '#libs/speech';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PhoneLine } from '../../call/phone-line.js';
import type { SeededRandom } from '../random.js';
import type { Client } from './clients.js';
import { provider } from './provider.js';
import type { SupervisedBank } from './supervised-bank.js';

/** Within so many milliseconds all press, so that some are caught at any stage of what it sets off. */
const SPREAD_MS = 400;

/** A client at the last key before something is done. */
export interface Waiting {
  readonly client: Client;
  readonly line: PhoneLine;
  readonly lastKeys: string;
}

/** What a client heard after it. */
export interface Answered {
  readonly client: Client;
  readonly heard: ReadonlySet<PromptId>;
}

const INDIVIDUAL = ['2', '1'];

/** Clients at the menu of currencies: the next key asks for a statement by e-mail. */
export const beforeStatement = (bank: SupervisedBank, clients: readonly Client[]): Promise<Waiting[]> =>
  broughtTo(bank, clients, ({ clientNumber }) => [...INDIVIDUAL, '2', '2', clientNumber, '3', '2']);

/** Clients at the PIN of their card: the next keys are a wrong one. */
export const beforeWrongPin = (bank: SupervisedBank, clients: readonly Client[]): Promise<Waiting[]> =>
  broughtTo(bank, clients, ({ pan, pin }) => [...INDIVIDUAL, '1', pan, anotherPin(pin)]);

/** Clients at the PIN of their card: the next keys are the right one, after which whoever is let in is offered their limit. */
export const beforeRightPin = (bank: SupervisedBank, clients: readonly Client[]): Promise<Waiting[]> =>
  broughtTo(bank, clients, ({ pan, pin }) => [...INDIVIDUAL, '1', pan, pin]);

/** All of them press their last keys, each a moment after the other. */
export function volley(waiting: readonly Waiting[], random: SeededRandom): Promise<Answered[]> {
  return Promise.all(
    waiting
      .map((one) => ({ ...one, afterMs: random.between(0, SPREAD_MS) }))
      .map(async ({ client, line, lastKeys, afterMs }) => {
        await sleep(afterMs);
        const turns = await line.press(lastKeys);
        const prompts = turns.flatMap(({ parts }) => parts.flatMap(({ prompt }) => (prompt ? [prompt] : [])));
        return { client, heard: new Set(prompts) };
      }),
  );
}

async function broughtTo(
  bank: SupervisedBank,
  clients: readonly Client[],
  keysOf: (client: Client) => readonly string[],
): Promise<Waiting[]> {
  const waiting: Waiting[] = [];
  for (const [index, client] of clients.entries()) {
    const keys = keysOf(client);
    const line = provider(bank, index).dial(client.phone);
    await line.start();
    for (const pressed of keys.slice(0, -1)) await line.press(pressed);
    waiting.push({ client, line, lastKeys: keys.at(-1) ?? '' });
  }
  return waiting;
}

const anotherPin = (pin: string) => String((Number(pin) + 1) % 10_000).padStart(4, '0');
