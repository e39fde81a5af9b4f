import type { Delivery } from '../../call/lines/documents/webhooks.js';
import type { Client } from '../platform/clients.js';
import { type Call, Customer, type Errand } from '../platform/customer.js';
import { balances, limitAndDebt, statement } from '../platform/errands.js';
import { provider } from '../platform/provider.js';
import type { SupervisedBank } from '../platform/supervised-bank.js';
import { exactly, type Figure, told } from '../figures.js';
import { guess } from './guesses.js';
import { rowCounts, type RowCounts, rowsAdded, tablesDiffering } from './effects.js';

/** What a client hears before hanging up, so many times. */
const TIMES = 3;

/** Calls of everybody, and the rows they left. */
export interface Round {
  readonly calls: readonly Call[];
  readonly added: RowCounts;
}

/** What carries the requests of one call. */
export type Carrier = NonNullable<Delivery['carry']>;

/**
 * Errands that leave something behind, in two halves that differ in the client only where an effect is once a day: a
 * statement, a complaint, a wrong PIN; and for the others balances, and limit and debt.
 */
export function twiceTheSame(clients: readonly Client[]): readonly [readonly Errand[], readonly Errand[]] {
  const [one, two, three, four, ...others] = clients;
  if (!one || !two || !three || !four) throw new Error('four clients are needed');
  const reading = others.map((client, index) =>
    index % 2 === 0 ? balances(client, TIMES) : limitAndDebt(client, TIMES),
  );
  return [
    [statement(one), complaint(one), wrongPins(three), ...reading],
    [statement(two), complaint(two), wrongPins(four), ...reading],
  ];
}

/** Goes to an agent with a complaint, which is written down. */
const complaint = ({ phone }: Client): Errand => ({
  from: phone,
  keys: [
    ['language.option.english', '2'],
    ['caller.option.individual', '1'],
    ['individual.option.complaint', '3'],
  ],
  wants: [],
  times: 1,
});

/** Keys in a wrong PIN for as long as the bank listens. */
const wrongPins = ({ phone, pan, pin }: Client): Errand => guess({ from: phone, pan, pin: otherPin(pin) });

const otherPin = (pin: string) => String((Number(pin) + 1) % 10_000).padStart(4, '0');

/** Plays all errands, each over a carrier of its own. */
export async function playRound(
  bank: SupervisedBank,
  errands: readonly Errand[],
  carrierOf: (call: number) => Carrier | undefined = () => undefined,
): Promise<Round> {
  const before = await rowCounts(bank);
  const calls = await Promise.all(
    errands.map((errand, index) => new Customer(errand).call(provider(bank, index, carrierOf(index)))),
  );
  return { calls, added: rowsAdded(before, await rowCounts(bank)) };
}

/** Word for word the same was heard, and the same was written. */
export function figuresOfRounds(clean: Round, disturbed: Round): Figure[] {
  const differing = disturbed.calls.filter((call, index) => !isAlike(call, clean.calls[index]));
  const tables = tablesDiffering(clean.added, disturbed.added);
  return [
    exactly(`transcripts unlike the clean ones, of ${disturbed.calls.length}`, differing.length, 0),
    ...differing.slice(0, 3).map((call) => told('heard instead', call.because ?? call.transcript.at(-1) ?? 'nothing')),
    exactly('tables with other rows than of the clean calls', tables.length, 0),
    ...tables.map((table) => told(table, `${disturbed.added[table]} rows instead of ${clean.added[table]}`)),
  ];
}

function isAlike(call: Call, other: Call | undefined): boolean {
  return call.end === other?.end && JSON.stringify(heard(call)) === JSON.stringify(heard(other));
}

/** What was heard; every complaint has a number of its own. */
const heard = ({ transcript }: Call) => transcript.map((turn) => turn.replace(/(reference number is) [^.]+/, '$1'));
