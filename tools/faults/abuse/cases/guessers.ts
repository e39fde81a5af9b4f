import { atLeast, atMost, exactly, type Figure, told } from '../../figures.js';
import type { FaultCase, Run } from '../../platform/fault-case.js';
import type { SupervisedBank } from '../../platform/supervised-bank.js';
import type { SeededRandom } from '../../random.js';
import { addAttackCards } from '../attack-cards.js';
import { Bystanders } from '../bystanders.js';
import { forgetAttempts } from '../effects.js';
import type { Guesser } from '../guesses.js';
import { runGuessers } from '../run-guessers.js';

const SIZES = {
  small: { guessers: 100, numbers: 40, cards: 60, bystanders: 4, stepsPerSecond: 150 },
  ci: { guessers: 1_000, numbers: 250, cards: 1_000, bystanders: 20, stepsPerSecond: 150 },
  full: { guessers: 10_000, numbers: 2_500, cards: 10_000, bystanders: 100, stepsPerSecond: 150 },
};
/** Cards that are popular: a third of all guesses is for them. */
const POPULAR = 5;

const MOST_PER_CARD = 3;
const MOST_COMPARISONS = 200;
const SLOWER = 3;
const SLOWEST_PIN_MS = 3_000;

/** F29: a crowd that guesses PINs, all calls at once: nobody is let in, few PINs are compared, and honest clients do not notice. */
export const guessers: FaultCase = {
  fault: 'F29',
  title: 'parallel guessers',
  run: async ({ bank, size, random, say }: Run): Promise<Figure[]> => {
    const { bystanders: honest, cards, ...crowd } = SIZES[size];
    await forgetAttempts(bank);
    const pans = await addAttackCards(bank, cards);
    const bystanders = await Bystanders.begin(bank, size, honest);
    say(`${honest} bystanders are on the telephone; ${crowd.guessers} guessers begin`);
    const began = performance.now();
    const job = { gateways: bank.gateways, guessers: someGuessers(random, pans, crowd) };
    const { letIn, ends, steps } = await bystanders.during(() => runGuessers(job));
    const seconds = (performance.now() - began) / 1_000;
    say(`the guessers are done after ${seconds.toFixed(0)} s`);
    const { asked, refusedFor, compared, mostOfACard, succeeded, items, itemsOfOthers } = await whatAuthDid(bank);
    return [
      exactly('guessers who were let in', letIn, 0),
      atLeast('PINs they tried', asked, crowd.guessers / 2),
      exactly('of which auth accepted', succeeded, 0),
      exactly('entries of the audit trail that give them anything', items, 0),
      atLeast('and to honest callers', itemsOfOthers, honest),
      told('refused for', refusedFor),
      atMost('PINs compared, most of one card', mostOfACard, MOST_PER_CARD),
      atMost('PINs compared in all', compared, MOST_COMPARISONS),
      ...(await bystanders.failures(size)),
      ...bystanders.plainSteps(size, SLOWER),
      ...bystanders.pinSteps(size, SLOWER, SLOWEST_PIN_MS),
      told('guessers', `${crowd.guessers} at once, ${steps} steps, ${(steps / seconds).toFixed(0)} a second`),
      ...Object.entries(ends)
        .sort(([, one], [, other]) => other - one)
        .slice(0, 3)
        .map(([end, count]) => told(`${count} of them last heard`, end)),
    ];
  },
};

interface Crowd {
  readonly guessers: number;
  readonly numbers: number;
  /** All together: they wait between their keys so that they do not come to more. */
  readonly stepsPerSecond: number;
}

function someGuessers(
  random: SeededRandom,
  pans: readonly string[],
  { guessers: count, numbers, stepsPerSecond }: Crowd,
): Guesser[] {
  const meanMs = (1_000 * count) / stepsPerSecond;
  const popular = pans.slice(0, POPULAR);
  return Array.from({ length: count }, (_, index) => ({
    from: `+35569${String(1_000_000 + (index % numbers))}`,
    pan: random.oneOf(random.next() < 1 / 3 ? popular : pans),
    pin: String(Math.floor(random.between(0, 10_000))).padStart(4, '0'),
    waitsMs: random.between(0, meanMs),
    thinkMs: random.between(0.5 * meanMs, 1.5 * meanMs),
  }));
}

/** What came of the attempts from numbers that are nobody's. */
async function whatAuthDid(bank: SupervisedBank) {
  const [tries] = await bank.sql<{ compared: number; mostOfACard: number }>(
    // A try is counted before it is compared, and given back only where it was not (S10).
    `SELECT coalesce(sum(total), 0)::int AS compared, coalesce(max(total), 0)::int AS "mostOfACard"
     FROM auth.card_tries JOIN auth.cards ON cards.id = card_id WHERE cards.expiry_month = '2099-12'`,
  );
  const [attempts] = await bank.sql<{ asked: number; succeeded: number }>(
    `SELECT count(*)::int AS asked,
            count(*) FILTER (WHERE state = 'succeeded' OR outcome = 'verified' OR items IS NOT NULL)::int AS succeeded
     FROM auth.verification_attempts WHERE caller_number LIKE '+35569%'`,
  );
  const [given] = await bank.sql<{ items: number; toOthers: number }>(
    `SELECT count(*) FILTER (WHERE actor LIKE 'caller:+35569%')::int AS items,
            count(*) FILTER (WHERE actor NOT LIKE 'caller:+35569%')::int AS "toOthers"
     FROM gateway.audit_trail WHERE action IN ('information.given', 'verification.verified') OR details::text LIKE '%"client":%'`,
  );
  const reasons = await bank.sql<{ reason: string; count: number }>(
    `SELECT coalesce(reason, state) AS reason, count(*)::int FROM auth.verification_attempts
     WHERE caller_number LIKE '+35569%' GROUP BY 1 ORDER BY 2 DESC`,
  );
  return {
    refusedFor: reasons.map(({ reason, count }) => `${reason} ${count}`).join(', '),
    compared: tries?.compared ?? NaN,
    mostOfACard: tries?.mostOfACard ?? NaN,
    asked: attempts?.asked ?? NaN,
    succeeded: attempts?.succeeded ?? NaN,
    items: given?.items ?? NaN,
    itemsOfOthers: given?.toOthers ?? NaN,
  };
}
