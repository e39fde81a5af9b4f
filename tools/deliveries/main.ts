import { ConfigurationError } from '#libs/config';
import { DeliveryState, type DeliverySummary, ListDeliveries, RequeueDeliveries } from '#libs/contracts';
import { ask, type BusAccess, connectToBus, ServiceUnavailable } from '#libs/messaging';
import type { NatsConnection } from '@nats-io/transport-node';
import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Problem } from '../bootstrap/problem.mjs';
import { accessToBus } from '../start/access-to-bus.js';
import { readStartSettings } from '../start/settings.js';
import { shownList, shownRequeue } from './show.js';

const USAGE = `npm run deliveries                            the newest 50
npm run deliveries -- --state dead,unknown    those in these states
npm run deliveries -- --all                   every one
npm run deliveries -- requeue <id> …          another try, from the beginning; the first letters of an id are enough
npm run deliveries -- requeue dead            the same for all that are dead`;

/** What was typed makes no sense; the message says what would. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

const NOBODY = 'notifications does not answer: is the bank running (npm start), and at this NATS_URL or NATS_PORT?';

const CONNECT_MS = 3_000;
const PAGE = 100;
const FIRST = 50;

/** What `npm run deliveries` does. */
async function main(): Promise<void> {
  const { values, positionals } = parsed();
  const settings = readStartSettings(process.env, process.cwd());
  const bus = await connected(accessToBus('staff', settings, process.env));
  try {
    const [command, ...ids] = positionals;
    if (command === undefined) console.log(await list(bus, statesIn(values.state), values.all));
    else if (command === 'requeue' && ids.length > 0) console.log(await requeue(bus, ids));
    else throw new UsageError(USAGE);
  } finally {
    await bus.close();
  }
}

/** A service waits for its bus for ever; a person does not. */
async function connected(access: BusAccess): Promise<NatsConnection> {
  const tooLate = sleep(CONNECT_MS, undefined, { ref: false });
  const bus = await Promise.race([connectToBus(access, 'deliveries'), tooLate]);
  if (!bus) throw new UsageError(NOBODY);
  return bus;
}

function parsed() {
  try {
    const options = { state: { type: 'string' }, all: { type: 'boolean', default: false } } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch {
    throw new UsageError(USAGE);
  }
}

function statesIn(text: string | undefined): DeliveryState[] | undefined {
  if (text === undefined) return undefined;
  const states = z.array(DeliveryState).min(1).safeParse(text.split(','));
  if (!states.success) throw new UsageError(`--state takes some of ${DeliveryState.options.join(', ')}\n\n${USAGE}`);
  return states.data;
}

async function list(bus: NatsConnection, states: DeliveryState[] | undefined, all: boolean): Promise<string> {
  const request = { limit: all ? PAGE : FIRST, ...(states ? { states } : {}) };
  const first = await ask(bus, ListDeliveries, request);
  const deliveries = all ? await following(bus, states) : first.deliveries;
  const more = !all && first.next !== null ? '\n… and older ones: --all shows every one' : '';
  return shownList(first, deliveries) + more;
}

/** Every delivery in these states, page by page. */
async function following(bus: NatsConnection, states: DeliveryState[] | undefined): Promise<DeliverySummary[]> {
  const found: DeliverySummary[] = [];
  for (let after: string | undefined; ;) {
    const request = { limit: PAGE, ...(states ? { states } : {}), ...(after === undefined ? {} : { after }) };
    const page = await ask(bus, ListDeliveries, request);
    found.push(...page.deliveries);
    if (page.next === null) return found;
    after = page.next;
  }
}

async function requeue(bus: NatsConnection, named: readonly string[]): Promise<string> {
  const requestedBy = userInfo().username;
  const which = named.length === 1 && named[0] === 'dead' ? 'dead' : await idsOf(bus, named);
  return shownRequeue(await ask(bus, RequeueDeliveries, { which, requestedBy }));
}

async function idsOf(bus: NatsConnection, named: readonly string[]): Promise<string[]> {
  const whole = named.filter((name) => z.uuid().safeParse(name).success);
  const begun = named.filter((name) => !whole.includes(name));
  if (begun.length === 0) return whole;
  const givenUp = await following(bus, ['dead', 'unknown']);
  const found = begun.map((name) => {
    const [one, ...others] = givenUp.filter(({ deliveryId }) => deliveryId.startsWith(name.toLowerCase()));
    if (!one) throw new UsageError(`No e-mail that was given up begins with ${name}.`);
    if (others.length > 0) throw new UsageError(`More than one begins with ${name}: write more of the id.`);
    return one.deliveryId;
  });
  return [...whole, ...found];
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  // A connection that is still being tried would keep the process.
  setImmediate(() => process.exit(1));
  if (error instanceof UsageError || error instanceof ConfigurationError || error instanceof Problem)
    console.error(error.message);
  else if (error instanceof ServiceUnavailable) console.error(NOBODY);
  else console.error(error);
});
