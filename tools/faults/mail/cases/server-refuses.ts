import { REPLY_STAGES, type Stage } from '../../../smtp-sink/index.js';
import { Callers, type Client } from '../callers.js';
import { promised, slowest } from '../promises.js';
import { atMost, exactly, timed, type Figure } from '../../figures.js';
import type { FaultCase, Run } from '../fault-case.js';

const WORDS: Readonly<Record<(typeof REPLY_STAGES)[number], string>> = {
  banner: '554 no service',
  ehlo: '550 not you',
  mail: '552 5.2.2 no room',
  rcpt: '550 5.1.1 no such mailbox',
  data: '554 5.3.0 no',
  dot: '552 5.2.2 mailbox full',
};

/** F14: 5xx at each stage. */
export const serverRefuses: FaultCase = {
  fault: 'F14',
  title: 'the mail server refuses some e-mails for good, at every stage',
  run: async ({ bank, callers, size, say }: Run): Promise<Figure[]> => {
    const perStage = { small: 3, ci: 12, full: 200 }[size];
    const others = await callers.register(perStage * REPLY_STAGES.length);
    await callers.ask(Callers.wishesOf(others));
    await bank.untilFinished(60 + others.length);
    const usual = await slowest(bank, others);
    let accepted = 0;
    let refused = 0;
    const bystanders: Client[] = [];
    for (const stage of REPLY_STAGES) {
      const clients = await callers.register(perStage);
      if (stage === 'banner' || stage === 'ehlo') await freshConnections(bank);
      const refusals = refuseOne(bank, stage);
      accepted += promised(await callers.ask(Callers.wishesOf(clients)));
      await bank.untilFinished(30);
      refused += refusals();
      bystanders.push(...clients);
      say(`${stage}: ${refusals()} refused with ${WORDS[stage]}`);
    }
    const { dead, sent } = await bank.standing();
    const [most] = await bank.sql<{ attempts: number | null }>(
      "SELECT max(attempts) AS attempts FROM notifications.deliveries WHERE state = 'dead'",
    );
    const flagged = await bank.sql('SELECT FROM notifications.recipients WHERE bounced_email IS NOT NULL');
    const delayed = (await slowest(bank, bystanders)) - usual;
    return [
      exactly('refused by the server, and dead', dead, refused),
      exactly('attempts of those', most?.attempts ?? 0, 1),
      exactly('alerts', bank.alerts('delivery_dead'), refused),
      exactly('addresses that count as none from now on (550 5.1.1)', flagged.length, 1),
      exactly('the others: sent', sent, accepted + others.length - refused),
      timed(size, atMost('the others: later than without refusals', Math.max(delayed, 0), 1, ' s')),
    ];
  },
};

/** The first e-mail that comes to this stage is refused. @returns how many were. */
function refuseOne(bank: Run['bank'], wanted: Stage): () => number {
  let refused = 0;
  let held = 0;
  bank.sink.script = ({ stage, connection }) => {
    if (stage !== wanted || (refused > 0 && connection !== held)) return undefined;
    if (refused > 0 && stage !== 'ehlo') return undefined;
    // A client whose EHLO is refused tries HELO: one e-mail, refused twice.
    held = connection;
    refused = 1;
    return { do: 'reply', words: WORDS[stage as keyof typeof WORDS] };
  };
  return () => refused;
}

/** Connections that stand would skip the first stages. */
async function freshConnections(bank: Run['bank']): Promise<void> {
  await bank.sink.goAway();
  await bank.sink.comeBack();
}
