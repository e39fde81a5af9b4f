import type { Delivery } from '../../call/lines/documents/webhooks.js';
import type { Client } from '../platform/clients.js';
import { type Call, Customer, type Errand } from '../platform/customer.js';
import { balances, limitAndDebt, statement } from '../platform/errands.js';
import { provider } from '../platform/provider.js';
import type { SupervisedBank } from '../platform/supervised-bank.js';
import { exactly, type Figure, told } from '../figures.js';
import { guess } from './guesses.js';
import { type Effects, effectsBetween, effectsDiffering, effectsSoFar } from './effects.js';

/** What a client hears before hanging up, so many times. */
const TIMES = 3;

/** Calls at a time: few, so that nobody is put off because too many want to be identified at once. */
const AT_ONCE = 4;

/** Calls of everybody, and what they left behind. */
export interface Round {
  readonly calls: readonly Call[];
  readonly left: Effects;
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
  const before = await effectsSoFar(bank);
  const calls = new Array<Call>(errands.length);
  const waiting = errands.entries();
  const line = async () => {
    for (const [index, errand] of waiting)
      calls[index] = await new Customer(errand).call(provider(bank, index, carrierOf(index)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  return { calls, left: effectsBetween(before, await effectsSoFar(bank)) };
}

/** Word for word the same was heard, and the same was done. */
export function figuresOfRounds(clean: Round, disturbed: Round): Figure[] {
  const differing = disturbed.calls.filter((call, index) => !isAlike(call, clean.calls[index]));
  const putOff = [...clean.calls, ...disturbed.calls].filter(({ unavailable }) => unavailable > 0).length;
  const others = effectsDiffering(clean.left, disturbed.left, putOff === 0);
  const steps = disturbed.calls.reduce((sum, call) => sum + call.steps.length, 0);
  return [
    exactly(`transcripts unlike the clean ones, of ${disturbed.calls.length}`, differing.length, 0),
    ...differing.slice(0, 3).map((call) => told('heard instead', call.because ?? call.transcript.at(-1) ?? 'nothing')),
    exactly('effects unlike those of the clean calls', others.length, 0),
    ...others.map((what) => told(what, `${disturbed.left[what]} instead of ${clean.left[what]}`)),
    exactly('steps that were taken, of those that were asked for', disturbed.left.steps, steps),
    ...(putOff > 0 ? [told('calls in which "not available now" was heard', String(putOff))] : []),
  ];
}

/** A call in which nobody was put off is word for word the clean one; another has brought the same information. */
function isAlike(call: Call, other: Call | undefined): boolean {
  if (call.end !== other?.end) return false;
  const isPutOff = call.unavailable + other.unavailable > 0;
  return (
    JSON.stringify(isPutOff ? call.wanted : heard(call)) === JSON.stringify(isPutOff ? other.wanted : heard(other))
  );
}

/** What was heard; every complaint has a number of its own. */
const heard = ({ transcript }: Call) => transcript.map((turn) => turn.replace(/(reference number is) [^.]+/, '$1'));
