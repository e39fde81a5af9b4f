import { atMost, exactly, type Figure, timed, told } from '../../figures.js';
import { APPS } from '../../../start/apps.js';
import { CallLoad } from '../call-load.js';
import { everyonesErrands } from '../errands.js';
import { CALLS_FOR, type FaultCase, HEARING_MS, type Run } from '../fault-case.js';

/** F4: SIGTERM to one process after the other, each when the one before is back, as an upgrade does it. */
export const rollingRestart: FaultCase = {
  fault: 'F4',
  title: 'rolling restart',
  run: async ({ bank, size, say }: Run): Promise<Figure[]> => {
    const rounds = { small: 0, ci: 1, full: 50 }[size];
    // A small run restarts a service and a gateway.
    const turns =
      rounds === 0 ? [['auth-2', 'gateway-2']] : Array.from({ length: rounds }, () => bank.namesOf(...APPS));
    const load = await CallLoad.begin(bank, {
      errands: everyonesErrands(bank.clients, CALLS_FOR[size]),
      thinkMs: HEARING_MS[size],
    });
    let slowestExit: number | undefined = 0;
    for (const [round, names] of turns.entries()) {
      for (const name of names) {
        const exit = await bank.terminate(name);
        if (exit === undefined || slowestExit === undefined) slowestExit = undefined;
        else slowestExit = Math.max(slowestExit, exit);
        const back = await bank.untilReady(30, [name]);
        if (back === undefined) throw new Error(`${name} did not come back`);
        say(
          `round ${round + 1} of ${turns.length}: ${name} ended in ${(exit ?? 99).toFixed(1)} s, back in ${back.toFixed(1)} s`,
        );
      }
    }
    await load.end();
    return [
      ...load.survival(size),
      // A machine that has more to do than it can is told so when PINs are checked (S15), restart or not.
      timed(size, exactly(`told "not available now", in ${load.steps().length} steps`, load.unavailable, 0)),
      told('why not, of this bank so far', bank.whyUnavailable()),
      atMost('the slowest exit', slowestExit, 10, ' s'),
      timed(size, atMost('the slowest answer', load.slowestStepSeconds, 4, ' s')),
    ];
  },
};
