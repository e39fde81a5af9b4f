import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Customer } from '../platform/customer.js';
import { provider } from '../platform/provider.js';
import { guess, type GuessingJob, type GuessingResult } from './guesses.js';
import type { Carrier } from './rounds.js';

/** Requests their provider has under way, besides those that check a PIN, which wait more than they work. */
const AT_ONCE = 12;
/** Where four digits are reported. */
const REPORTS_PIN = /\/input\/4$/;

/** Lets so many requests through at a time, so that a slow machine slows the crowd and is not buried under it. */
function limited(atOnce: number): Carrier {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  return async ({ url }, deliver) => {
    if (REPORTS_PIN.test(url)) return deliver();
    if (underWay >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else underWay += 1;
    try {
      return await deliver();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else underWay -= 1;
    }
  };
}

/** All guessers of a job, each with a call of its own, in a process of their own: bystanders are timed in another. */
async function play({ gateways, guessers }: GuessingJob): Promise<GuessingResult> {
  const ends: Record<string, number> = {};
  let letIn = 0;
  let steps = 0;
  const carry = limited(AT_ONCE);
  await Promise.all(
    guessers.map(async (guesser, index) => {
      await sleep(guesser.waitsMs);
      const call = await new Customer(guess(guesser), guesser.thinkMs).call(provider({ gateways }, index, carry));
      if (call.end === 'served') letIn += 1;
      steps += call.steps.length;
      const last = `${call.end}: ${call.transcript.at(-1) ?? call.because ?? 'nothing'}`;
      ends[last] = (ends[last] ?? 0) + 1;
    }),
  );
  return { letIn, ends, steps };
}

const [job] = (await once(process, 'message')) as [GuessingJob];
process.once('disconnect', () => process.exit(0));
process.send?.(await play(job));
process.disconnect();
