import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Customer } from '../platform/customer.js';
import { provider } from '../platform/provider.js';
import { guess, type GuessingJob, type GuessingResult } from './guesses.js';

/** All guessers of a job, each with a call of its own, in a process of their own: bystanders are timed in another. */
async function play({ gateways, guessers }: GuessingJob): Promise<GuessingResult> {
  const ends: Record<string, number> = {};
  let letIn = 0;
  let steps = 0;
  await Promise.all(
    guessers.map(async (guesser, index) => {
      await sleep(guesser.waitsMs);
      const call = await new Customer(guess(guesser), guesser.thinkMs).call(provider({ gateways }, index));
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
