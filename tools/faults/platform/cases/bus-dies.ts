import { setTimeout as sleep } from 'node:timers/promises';
import { greeting } from '../../../start/nats.js';
import type { Figure } from '../../figures.js';
import { CallLoad } from '../call-load.js';
import { someErrands } from '../errands.js';
import { type FaultCase, type Run, THINK_MS } from '../fault-case.js';
import { Recovery } from '../recovery.js';
import type { SupervisedBank } from '../supervised-bank.js';

const FULL_SERVICE_SECONDS = 5;
/** The supervisor has it back by then, in seconds. */
const BACK_SECONDS = 30;

/** F5: NATS is killed again and again; it comes back after a second, or as soon as the supervisor sees to it. */
export const busDies: FaultCase = {
  fault: 'F5',
  title: 'NATS dies',
  run: async ({ bank, size, random, say }: Run): Promise<Figure[]> => {
    const kills = { small: 2, ci: 6, full: 20 }[size];
    const load = await CallLoad.begin(bank, { errands: someErrands(bank.clients, size), thinkMs: THINK_MS[size] });
    const recovery = new Recovery(bank, load);
    for (let kill = 1; kill <= kills; kill += 1) {
      await sleep(random.between(0, 500));
      // Not each time: what ends again and again is left down longer and longer by the supervisor.
      const went = await recovery.after(kill % 5 === 2 ? () => killed(bank) : () => awayForASecond(bank));
      say(`kill ${kill} of ${kills}: NATS was away for ${went}`);
    }
    await load.end();
    return [...load.survival(size), ...recovery.figures(size, FULL_SERVICE_SECONDS)];
  },
};

async function awayForASecond(bank: SupervisedBank): Promise<void> {
  await bank.holdDown('NATS');
  await sleep(1_000);
  await bank.letUp('NATS');
}

async function killed(bank: SupervisedBank): Promise<void> {
  const pid = bank.pidOf('NATS');
  bank.kill('NATS');
  const isBack = async () =>
    bank.pidOf('NATS') !== pid && (await greeting('127.0.0.1', bank.settings.natsPort)) !== undefined;
  if ((await bank.until(isBack, BACK_SECONDS)) === undefined)
    throw new Error('the supervisor did not start NATS again');
}
