import { setTimeout as sleep } from 'node:timers/promises';
import { APPS } from '../../start/apps.js';
import { atMost, exactly, type Figure, timed, told } from '../figures.js';
import type { Size } from '../suite.js';
import type { CallLoad } from './call-load.js';
import type { Call } from './customer.js';
import type { SupervisedBank } from './supervised-bank.js';

/** How long a caller waits for an answer at most, `service.deadline`, in seconds. */
export const ANSWER_SECONDS = 4;
/** By then whoever is ever ready again is, in seconds. */
const READY_SECONDS = 60;
/** Calls go on for so long before the first fault, and after all is ready again; milliseconds. */
const CALM_MS = 1_000;

/** When a fault began and when it was over, milliseconds since 1970. */
interface Outage {
  readonly from: number;
  readonly over: number;
}

/** Watches how the platform gets over what is done to what it stands on: nobody ends, and soon nobody is refused any more. */
export class Recovery {
  private readonly outages: Outage[] = [];
  private readonly readyAfter: number[] = [];
  private readonly pids: ReadonlyMap<string, number>;

  /** @param load calls all along. */
  constructor(
    private readonly bank: SupervisedBank,
    private readonly load: CallLoad,
  ) {
    this.pids = new Map(bank.namesOf(...APPS).map((name) => [name, bank.pidOf(name)]));
  }

  /**
   * Does something to what the platform stands on, and waits until all is ready again.
   * @param fault returns when the fault is over.
   * @returns a sentence about how it went.
   */
  async after(fault: () => Promise<unknown>): Promise<string> {
    if (this.outages.length === 0) await sleep(CALM_MS);
    const from = Date.now();
    await fault();
    const over = Date.now();
    this.outages.push({ from, over });
    const took = (await this.bank.untilReady(READY_SECONDS)) ?? Number.POSITIVE_INFINITY;
    this.readyAfter.push(took);
    await sleep(CALM_MS);
    return `${((over - from) / 1_000).toFixed(1)} s, all ready ${took.toFixed(1)} s after it, ${this.load.calls.length} calls are over`;
  }

  /**
   * To be asked when all calls are over.
   * @param withinSeconds until when service must be full again after each fault.
   */
  figures(size: Size, withinSeconds: number): Figure[] {
    const ended = [...this.pids].filter(([name, pid]) => this.bank.pidOf(name) !== pid);
    const steps = this.load.steps();
    const refused = this.load.calls.flatMap(refusals);
    return [
      exactly('processes of the apps that ended', ended.length, 0),
      timed(size, atMost('the slowest answer', this.load.slowestStepSeconds, ANSWER_SECONDS, ' s')),
      timed(size, atMost('all ready after', Math.max(0, ...this.readyAfter), withinSeconds, ' s')),
      timed(size, atMost('nobody refused any more after', this.lastRefusalAfter(refused), withinSeconds, ' s')),
      told('refused', `${refused.length} times in ${steps.length} steps`),
    ];
  }

  /** Seconds from the end of a fault to the last step before the next one that was asked and refused. */
  private lastRefusalAfter(refused: readonly number[]): number {
    const after = this.outages.map(({ over }, index) => {
      const until = this.outages[index + 1]?.from ?? Number.POSITIVE_INFINITY;
      return Math.max(over, ...refused.filter((at) => at >= over && at < until)) - over;
    });
    return Math.max(0, ...after) / 1_000;
  }
}

/** When the steps were asked that ended with "not available now", or with an agent nobody had asked for. */
function refusals({ end, steps }: Call): number[] {
  return steps
    .filter(({ isUnavailable }, index) => isUnavailable || (end === 'agent' && index === steps.length - 1))
    .map(({ askedAt }) => askedAt);
}
