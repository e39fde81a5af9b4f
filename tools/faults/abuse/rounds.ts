import type { Delivery } from '../../call/lines/documents/webhooks.js';
import type { Client } from '../platform/clients.js';
import { type Call, Customer, type Errand } from '../platform/customer.js';
import { balances, limitAndDebt, statement } from '../platform/errands.js';
import { provider } from '../platform/provider.js';
import type { SupervisedBank } from '../platform/supervised-bank.js';
import { atLeast, atMost, exactly, type Figure, timed, told } from '../figures.js';
import type { Size } from '../suite.js';
import { guess } from './guesses.js';
import { isApology } from './repetition.js';
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

/**
 * Word for word the same was heard, and nothing was done twice. On a machine that has other work a call may be put off, or end with
 * an apology and an agent: then only what cannot differ is compared.
 */
export function figuresOfRounds(size: Size, clean: Round, disturbed: Round): Figure[] {
  const all = [...clean.calls, ...disturbed.calls];
  const apologies = all.filter(endsWithApology).length;
  const putOff = all.filter(({ unavailable }) => unavailable > 0).length;
  const differing = disturbed.calls.filter((call, index) => !isAlike(call, clean.calls[index]));
  const second = Object.entries(MOST).filter(([what, most]) => disturbed.left[what as keyof typeof MOST] > most);
  const isComparable = apologies + putOff === 0;
  const others = isComparable ? effectsDiffering(clean.left, disturbed.left).filter((what) => what !== AUDIT) : [];
  const steps = disturbed.calls.reduce((sum, call) => sum + call.steps.length, 0);
  return [
    exactly(`transcripts unlike the clean ones, of ${disturbed.calls.length}`, differing.length, 0),
    ...differing.slice(0, 3).map((call) => told('heard instead', call.because ?? call.transcript.at(-1) ?? 'nothing')),
    exactly('effects that came twice', second.length, 0),
    exactly('effects unlike those of the clean calls', others.length, 0),
    ...(isComparable ? auditFigures(size, disturbed.left[AUDIT], clean.left[AUDIT]) : []),
    ...others.map((what) => told(what, `${disturbed.left[what]} instead of ${clean.left[what]}`)),
    apologies === 0
      ? exactly('steps that were taken, of those that were asked for', disturbed.left.steps, steps)
      : atMost('steps that were taken, of those that were asked for', disturbed.left.steps, steps),
    timed(size, exactly('calls that ended with an apology and an agent', apologies, 0)),
    ...(putOff > 0 ? [told('calls in which "not available now" was heard', String(putOff))] : []),
  ];
}

/**
 * Written before what it tells of is answered (S33): a step that is taken over because the machine is busy has an entry more, and
 * none has one less.
 */
const AUDIT = 'entries of the audit trail';

function auditFigures(size: Size, entries: number, ofCleanCalls: number): Figure[] {
  return [atLeast(AUDIT, entries, ofCleanCalls), timed(size, atMost(`${AUDIT}, at most`, entries, ofCleanCalls))];
}

/** What {@link twiceTheSame} leads to, done once. */
const MOST = { complaints: 1, deliveries: 1, statements: 1, 'tries of cards': 3, 'wrong credentials': 3 };

/** A call in which nobody was put off is word for word the clean one; another has brought the same information. */
function isAlike(call: Call, other: Call | undefined): boolean {
  if (other === undefined) return false;
  if (endsWithApology(call) || endsWithApology(other)) return true;
  const isPutOff = call.unavailable + other.unavailable > 0;
  return (
    call.end === other.end &&
    JSON.stringify(isPutOff ? call.wanted : heard(call)) === JSON.stringify(isPutOff ? other.wanted : heard(other))
  );
}

const endsWithApology = ({ end, transcript }: Call) => end === 'agent' && isApology(transcript.at(-1) ?? '');

/** What was heard; every complaint has a number of its own. */
const heard = ({ transcript }: Call) => transcript.map((turn) => turn.replace(/(reference number is) [^.]+/, '$1'));
