import { DescribeStatementExport } from '#libs/contracts';
import { ask, connectToBus, HEADER, RequestRefused } from '#libs/messaging';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownerOf, REQUESTS } from '../../service-apis/contract-list.js';
import { percentile } from '../../bench/table.js';
import { atMost, exactly, type Figure, timed, told } from '../figures.js';
import type { FaultBank } from '../mail/fault-bank.js';
import type { SeededRandom } from '../random.js';
import type { Size } from '../suite.js';
import { POISON } from './poison-messages.js';

const MESSAGES: Readonly<Record<Size, number>> = { small: 1_400, ci: 10_000, full: 100_000 };
const HONEST_IDLE = 300;
/** Poison under way at a time; honest requests between, in milliseconds. */
const AT_ONCE = 2;
const HONEST_EVERY_MS = 5;
const REPLY_MS = 5_000;

const VICTIMS = ['accounts', 'cards', 'notifications'] as const;

export interface PoisonRun {
  readonly bank: FaultBank;
  readonly size: Size;
  readonly random: SeededRandom;
  readonly say: (line: string) => void;
}

/** What became of one poisonous message. */
interface Answer {
  readonly kind: string;
  readonly code: string;
  readonly ms: number;
}

/**
 * F22: malformed, oversized, deep, wrong version, `__proto__`, to every subject of three services, between honest
 * requests: each gets a code at once, nobody dies, and honest callers notice nothing.
 */
export async function poisonOnTheBus({ bank, size, random, say }: PoisonRun): Promise<Figure[]> {
  const bus = await connectToBus({ url: bank.servers.natsUrl, user: 'poison' }, 'poison');
  const before = VICTIMS.map((app) => bank.pidOf(app));
  try {
    await honest(bus, HONEST_IDLE);
    const idle = percentile(await honest(bus, HONEST_IDLE), 0.99);
    say(`honest requests alone: p99 ${idle.toFixed(1)} ms`);
    const answers: Answer[] = [];
    let isOver = false;
    const poisoners = Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (answers.length < MESSAGES[size]) answers.push(await poisonOnce(bus, random));
      }),
    ).finally(() => (isOver = true));
    const meanwhile = await honest(bus, Number.POSITIVE_INFINITY, () => isOver);
    await poisoners;
    const alive = VICTIMS.filter((app, index) => bank.pidOf(app) === before[index]);
    const after = await honest(bus, HONEST_IDLE);
    return [
      ...answersAsFigures(size, answers),
      exactly('services that died', VICTIMS.length - alive.length, 0),
      timed(size, atMost('honest p99 meanwhile', percentile(meanwhile, 0.99), 2 * idle, ' ms')),
      told('honest p99 before and after', `${idle.toFixed(1)} ms, ${percentile(after, 0.99).toFixed(1)} ms`),
    ];
  } finally {
    await bus.close();
  }
}

function answersAsFigures(size: Size, answers: readonly Answer[]): Figure[] {
  const wrong = answers.filter(({ code }) => code !== 'BAD_REQUEST');
  const slowest = answers.reduce((one, other) => (one.ms > other.ms ? one : other));
  return [
    exactly('not answered as a bad request', wrong.length, 0),
    ...(wrong.length > 0
      ? [told('such as', [...new Set(wrong.map(({ kind, code }) => `${kind}: ${code}`))].join(', '))]
      : []),
    timed(
      size,
      atMost(
        'error reply, p99',
        percentile(
          answers.map(({ ms }) => ms),
          0.99,
        ),
        50,
        ' ms',
      ),
    ),
    told('the slowest of all', `${slowest.ms.toFixed(1)} ms (${slowest.kind}); ${answers.length} messages`),
  ];
}

async function poisonOnce(bus: NatsConnection, random: SeededRandom): Promise<Answer> {
  const subject = random.oneOf(SUBJECTS);
  const [kind, make] = random.oneOf(Object.entries(POISON));
  const head = headers();
  head.set(HEADER.deadline, random.oneOf(['', 'NaN', '-1', '9'.repeat(40), String(Date.now() + REPLY_MS)]));
  head.set(HEADER.correlationId, random.oneOf(['', 'x'.repeat(4_000), '${jndi}', randomUUID()]));
  const began = performance.now();
  const reply = await bus
    .request(subject, make(subject, random), { timeout: REPLY_MS, headers: head })
    .catch(() => undefined);
  const ms = performance.now() - began;
  const answer = reply?.json<{ err?: { code?: string } }>();
  return { kind, code: reply === undefined ? 'no answer' : (answer?.err?.code ?? 'done'), ms };
}

/** Where an empty request means nothing; unknown fields are ignored everywhere. */
const SUBJECTS = REQUESTS.filter(({ contract }) => !contract.request.safeParse({}).success)
  .map(({ contract }) => contract.subject)
  .filter((subject) => VICTIMS.some((app) => app === ownerOf(subject)));

/** Questions that reach the database, one after the other. @returns how long each took, in milliseconds. */
async function honest(bus: NatsConnection, count: number, isOver = () => false): Promise<number[]> {
  const latencies: number[] = [];
  while (latencies.length < count && !isOver()) {
    const began = performance.now();
    await ask(bus, DescribeStatementExport, { exportId: randomUUID() }).catch((error: unknown) => {
      if (!(error instanceof RequestRefused && error.code === 'EXPORT_NOT_FOUND')) throw error;
    });
    latencies.push(performance.now() - began);
    await sleep(HONEST_EVERY_MS);
  }
  return latencies;
}
