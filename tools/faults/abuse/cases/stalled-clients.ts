import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { atLeast, atMost, exactly, type Figure, timed, told } from '../../figures.js';
import type { FaultCase, Run } from '../../platform/fault-case.js';
import type { SupervisedBank } from '../../platform/supervised-bank.js';
import { Bystanders } from '../bystanders.js';
import { forgetAttempts } from '../effects.js';
import { type Ended, hold, HUGE, STALLED } from '../stalled-connections.js';

const SIZES = {
  small: { stalled: 60, huge: 12, bystanders: 4 },
  ci: { stalled: 600, huge: 60, bystanders: 10 },
  full: { stalled: 2_000, huge: 300, bystanders: 20 },
};
/** Connections that one address may hold at a time (S22). */
const PER_ADDRESS = 64;
const CLOSED_SECONDS = 10;
const MORE_MEGABYTES = 50;
const SLOWER = 2;
/** Huge requests under way at a time. */
const HUGE_AT_ONCE = 10;

/** F35: connections that stall, and requests that are huge: they are closed in time, and nobody else notices. */
export const stalledClients: FaultCase = {
  fault: 'F35',
  title: 'slow and huge clients',
  run: async ({ bank, size, say }: Run): Promise<Figure[]> => {
    const { stalled, huge, bystanders: honest } = SIZES[size];
    await forgetAttempts(bank);
    const bystanders = await Bystanders.begin(bank, size, honest);
    const memory = new MemoryWatch(bank);
    say(`${stalled} connections stall, ${huge} requests are huge`);
    const [held, refused] = await bystanders.during(() => Promise.all([stall(bank, stalled), bloat(bank, huge)]));
    const share = await oneAddress(bank);
    memory.end();
    const slowest = held.reduce((one, other) => (one.seconds > other.seconds ? one : other));
    return [
      timed(size, atMost('stalled connections closed after, at most', slowest.seconds, CLOSED_SECONDS, ' s')),
      atMost('and on any machine', slowest.seconds, 2 * CLOSED_SECONDS, ' s'),
      told('the longest', slowest.what),
      exactly('stalled connections answered with 200', held.filter(({ status }) => status === '200').length, 0),
      exactly('huge requests not refused', refused.filter(({ status }) => !isRefusal(status)).length, 0),
      atLeast(`turned away at once, of ${PER_ADDRESS + 36} connections of one address`, share, 36),
      atMost('memory of a gateway, more than before', memory.grownMegabytes, MORE_MEGABYTES, ' MB'),
      ...(await bystanders.failures(size)),
      ...bystanders.plainSteps(size, SLOWER),
      told('memory before, and at most', memory.shown),
    ];
  },
};

/** Cut in the middle of what it says, a client may not hear the answer. */
const isRefusal = (status: string | undefined) => status === undefined || /^4/.test(status);

/** Connections are shared out over both gateways, and over addresses that each hold fewer than one may. */
function stall({ gateways }: SupervisedBank, count: number): Promise<Ended[]> {
  const habits = Object.entries(STALLED);
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      const gateway = gateways[index % gateways.length] ?? '';
      const address = `127.0.1.${1 + Math.floor(index / gateways.length / (PER_ADDRESS - 4))}`;
      return hold(gateway, address, habits[index % habits.length] ?? ['says nothing', () => Promise.resolve()]);
    }),
  );
}

async function bloat({ gateways }: SupervisedBank, count: number): Promise<Ended[]> {
  const habits = Object.entries(HUGE);
  const ended: Ended[] = [];
  let next = 0;
  const one = async () => {
    while (next < count) {
      const index = next++;
      const habit = habits[index % habits.length];
      if (habit) ended.push(await hold(gateways[index % gateways.length] ?? '', '127.0.2.1', habit));
    }
  };
  await Promise.all(Array.from({ length: HUGE_AT_ONCE }, one));
  return ended;
}

/** More connections from one address than it may have. @returns how many were turned away at once. */
async function oneAddress({ gateways: [gateway = ''] }: SupervisedBank): Promise<number> {
  const silent = ['says nothing', () => Promise.resolve()] as const;
  const ended = await Promise.all(Array.from({ length: PER_ADDRESS + 36 }, () => hold(gateway, '127.0.3.1', silent)));
  return ended.filter(({ seconds }) => seconds < 2).length;
}

const LOOK_MS = 200;

/** Looks again and again what the gateways hold in memory. */
class MemoryWatch {
  private readonly before: number[];
  private most: number[];
  private goesOn = true;

  constructor(private readonly bank: SupervisedBank) {
    this.before = this.read();
    this.most = this.before;
    void this.watch();
  }

  /** Of the gateway that grew most. */
  get grownMegabytes(): number {
    return Math.max(...this.most.map((most, index) => most - (this.before[index] ?? 0)));
  }

  get shown(): string {
    return this.most.map((most, index) => `${this.before[index]?.toFixed(0)} MB, ${most.toFixed(0)} MB`).join('; ');
  }

  end(): void {
    this.goesOn = false;
  }

  private async watch(): Promise<void> {
    while (this.goesOn) {
      this.most = this.read().map((now, index) => Math.max(now, this.most[index] ?? 0));
      await sleep(LOOK_MS);
    }
  }

  private read(): number[] {
    return this.bank.namesOf('gateway').map((name) => {
      const status = readFileSync(`/proc/${this.bank.pidOf(name)}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
    });
  }
}
