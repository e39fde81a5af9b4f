import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Callers, someCurrencies } from '../../faults/mail/callers.js';
import { FaultBank } from '../../faults/mail/fault-bank.js';
import type { BareMailJob } from '../bare/bare-mails.js';
import { MailServer } from '../load/run-mail-server.js';
import { processorTime } from '../processor-time.js';
import type { Progress } from '../progress.js';
import { formatTable, median, milliseconds, perSecond, ratio } from '../table.js';

const CLIENTS = 12;
const ACCOUNTS = 50;
const ACCOUNTS_TO_WARM_UP = ACCOUNTS;
/** Fills one page. */
const MOVEMENTS = 25;
const CONNECTIONS = 10;
const ROUNDS = 3;
/** A server that was away is tried again at the latest after a minute. */
const AWAY_S = 60;
const SLOWEST = 5;

/**
 * E-mails with a one-page encrypted statement each, from promise to the server's 250, next to what nodemailer alone sends
 * on the same machine to the same server. A backlog is promised while the server is away, then drained.
 */
export async function benchMail(progress: Progress): Promise<string> {
  const server = await MailServer.start();
  progress('starting accounts, cards and notifications');
  const bank = await FaultBank.start({
    SMTP_URL: server.url,
    SMTP_CONNECTIONS: String(CONNECTIONS),
    EMAIL_MAX_PER_DAY: '100',
    LOG_LEVEL: 'warn',
  });
  const callers = await Callers.connect(bank.servers);
  const rounds: Round[] = [];
  try {
    await oneRound({ bank, callers, server, progress, accounts: ACCOUNTS_TO_WARM_UP });
    for (let round = 0; round < ROUNDS; round++)
      rounds.push(await oneRound({ bank, callers, server, progress, accounts: ACCOUNTS }));
  } finally {
    await callers.close();
    await bank.stop();
    server.stop();
  }
  return shown(rounds);
}

function shown(rounds: readonly Round[]): string {
  const middle = (of: (round: Round) => number) => median(rounds.map(of));
  const whole = middle(({ processor }) => Object.values(processor).reduce((sum, ms) => sum + ms, 0));
  const parts = (Object.keys(rounds[0]?.processor ?? {}) as (keyof Round['processor'])[]).map(
    (name) => `${name} ${milliseconds(middle(({ processor }) => processor[name]))}`,
  );
  const rates = formatTable([
    ['one-page statements', 'rate', 'of nodemailer alone'],
    ['promised', perSecond(middle(({ promised }) => promised)), ''],
    ['made, encrypted and sent', perSecond(middle(({ sent }) => sent)), ratio(middle(({ sent, bare }) => sent / bare))],
    ['nodemailer alone', perSecond(middle(({ bare }) => bare)), ''],
  ]);
  return `${rates}\n\nProcessor time of each: ${milliseconds(whole)} (${parts.join(', ')})`;
}

/** What is measured with. */
interface Stage {
  readonly bank: FaultBank;
  readonly callers: Callers;
  readonly server: MailServer;
  readonly progress: Progress;
  readonly accounts: number;
}

interface Round {
  /** A second. */
  readonly promised: number;
  readonly sent: number;
  readonly bare: number;
  /** Of each e-mail, in milliseconds. */
  readonly processor: Readonly<Record<'notifications' | 'accounts' | 'PostgreSQL' | 'mail server', number>>;
}

async function oneRound({ bank, callers, server, progress, accounts }: Stage): Promise<Round> {
  await bank.clean();
  progress(`registering ${CLIENTS} clients with ${accounts} accounts each`);
  const wishes = Callers.wishesOf(await callers.register(CLIENTS, someCurrencies(accounts), MOVEMENTS));
  await server.tell('go-away');
  const began = performance.now();
  await callers.ask(wishes);
  const promised = wishes.length / ((performance.now() - began) / 1_000);
  progress(`${wishes.length} e-mails are promised; sending`);
  const before = processorTimes(bank, server);
  await server.tell('forget');
  await server.tell('come-back');
  await bank.untilFinished(AWAY_S + wishes.length / SLOWEST);
  const after = processorTimes(bank, server);
  const { distinct, seconds, attachmentBytes } = await server.tell('tell');
  if (distinct !== wishes.length) throw new Error(`${distinct} of ${wishes.length} e-mails came`);
  progress(`${wishes.length} in ${seconds.toFixed(1)} s; now nodemailer alone`);
  const job = { port: server.port, mails: wishes.length, connections: CONNECTIONS, attachmentBytes };
  return {
    promised,
    sent: wishes.length / seconds,
    bare: await bareRate(job),
    processor: {
      notifications: (after.notifications - before.notifications) / wishes.length,
      accounts: (after.accounts - before.accounts) / wishes.length,
      PostgreSQL: (after.PostgreSQL - before.PostgreSQL) / wishes.length,
      'mail server': (after['mail server'] - before['mail server']) / wishes.length,
    },
  };
}

function processorTimes(bank: FaultBank, server: MailServer): Round['processor'] {
  return {
    notifications: processorTime(bank.pidOf('notifications')),
    accounts: processorTime(bank.pidOf('accounts')),
    PostgreSQL: processorTime(bank.servers.postgresPid),
    'mail server': processorTime(server.pid),
  };
}

/** @returns e-mails a second. */
async function bareRate(job: BareMailJob): Promise<number> {
  const child = fork(fileURLToPath(new URL('../bare/bare-mails.js', import.meta.url)));
  child.send(job);
  const [{ seconds }] = (await once(child, 'message')) as [{ seconds: number }];
  return job.mails / seconds;
}
