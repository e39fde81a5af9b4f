import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../bench/table.js';
import { atMost, type Figure, timed, told } from '../figures.js';
import { CallLoad } from '../platform/call-load.js';
import type { Step } from '../platform/customer.js';
import { everyonesErrands } from '../platform/errands.js';
import type { SupervisedBank } from '../platform/supervised-bank.js';
import type { Size } from '../suite.js';

/** How long they are watched before the abuse begins, in milliseconds. */
const IDLE_MS = { small: 3_000, ci: 15_000, full: 60_000 };
const THINK_MS = 1_000;
const TIMES = 4;

/** So many digits are a PIN, or a client number: what identifies a caller takes a second on purpose (S13). */
const IDENTIFYING = new Set([4, 9]);

/** Honest clients on their own numbers, who call before an abuse and while it goes on. */
export class Bystanders {
  private abuseBegan = Number.POSITIVE_INFINITY;
  private abuseEnded = Number.POSITIVE_INFINITY;

  private constructor(private readonly load: CallLoad) {}

  /** They call, and have been watched for a while with nothing else going on. */
  static async begin(bank: SupervisedBank, size: Size, howMany: number): Promise<Bystanders> {
    const errands = everyonesErrands(bank.clients.slice(0, howMany), TIMES);
    const bystanders = new Bystanders(await CallLoad.begin(bank, { errands, thinkMs: THINK_MS }));
    await sleep(IDLE_MS[size]);
    return bystanders;
  }

  /** What is done to the bank while they call. */
  async during<Result>(abuse: () => Promise<Result>): Promise<Result> {
    this.abuseBegan = Date.now();
    try {
      return await abuse();
    } finally {
      this.abuseEnded = Date.now();
    }
  }

  /** Waits until their calls are over: nobody was cut off, and nobody heard anything else than undisturbed. */
  async failures(size: Size): Promise<Figure[]> {
    await this.load.end();
    return [...this.load.survival(size), told('told "not available now"', `${this.load.unavailable} times`)];
  }

  /** How long steps took that began before the abuse, and during it. */
  private took(isWanted: (step: Step) => boolean): { idle: number[]; meanwhile: number[] } {
    const steps = this.load.steps().filter(isWanted);
    const between = (from: number, until: number) =>
      steps.filter(({ askedAt }) => askedAt >= from && askedAt < until).map(({ tookMs }) => tookMs);
    return { idle: between(0, this.abuseBegan), meanwhile: between(this.abuseBegan, this.abuseEnded) };
  }

  /** Steps that identify nobody: at most so many times as slow as before the abuse. */
  plainSteps(size: Size, times: number): Figure[] {
    const { idle, meanwhile } = this.took(({ keys }) => !IDENTIFYING.has(keys));
    return figures(size, `steps without a PIN, p99 of ${meanwhile.length}`, { idle, meanwhile, times });
  }

  /** Steps that check a PIN: at most so many times as slow as before, and never slower than so many milliseconds. */
  pinSteps(size: Size, times: number, atMostMs: number): Figure[] {
    const { idle, meanwhile } = this.took(({ keys }) => keys === 4);
    const slowest = Math.max(0, ...meanwhile);
    return [
      ...figures(size, `PIN steps, p99 of ${meanwhile.length}`, { idle, meanwhile, times }),
      timed(size, atMost('the slowest PIN step', slowest, atMostMs, ' ms')),
    ];
  }
}

function figures(size: Size, what: string, took: { idle: number[]; meanwhile: number[]; times: number }): Figure[] {
  const idle = percentile(took.idle, 0.99);
  const meanwhile = percentile(took.meanwhile, 0.99);
  // In a small run nobody may have come so far before the abuse began.
  if (Number.isNaN(idle) || Number.isNaN(meanwhile)) return [told(what, 'too few to compare')];
  return [
    timed(size, atMost(what, meanwhile, took.times * idle, ' ms')),
    told('the same before', `${idle.toFixed(1)} ms`),
  ];
}
