import type { Logger } from '#libs/logging';
import { counter } from '#libs/telemetry';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../domain/delivery.js';
import { type NextStep, nextStep } from '../domain/next-step.js';
import type { DueDelivery } from '../persistence/deliveries.repository.js';
import type { DeliveryJob } from '../persistence/delivery-jobs.js';
import type { Attempted } from './courier.js';
import type { DispatchParts } from './dispatch-parts.js';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

const tries = counter('delivery_attempts_total', 'Conversations with the mail server, by what they came to.', [
  'outcome',
]);

/** Writes down how deliveries end: row, job, client and the next job in one transaction; and tells staff what is lost. */
export class Bookkeeper {
  private readonly givenUp = new AbortController();

  constructor(private readonly parts: DispatchParts) {}

  /** What is not written by now is left to the lease. */
  giveUp(): void {
    this.givenUp.abort();
  }

  async settle(job: DeliveryJob, delivery: DueDelivery, { outcome, address }: Attempted): Promise<void> {
    const { deliveries, jobs, limits, logger } = this.parts;
    const step = nextStep(delivery, outcome, limits, Math.random());
    const isOurs = await this.untilAnswered(() =>
      deliveries.transaction(async (queries) => {
        const settled = await deliveries.settle(queries, delivery, outcome, step);
        if (settled) {
          if ('inSeconds' in step && step.inSeconds !== null)
            await jobs.add(queries, delivery.id, { priority: delivery.priority, inSeconds: step.inSeconds });
          if (isLost(step)) await deliveries.flagClient(queries, delivery.clientId, badAddress(outcome, address));
        }
        await jobs.end(queries, job);
        return settled;
      }),
    );
    tries.inc({ outcome: outcome.kind });
    const { id: deliveryId, attempts } = delivery;
    logger.info({ deliveryId, outcome: outcome.kind, state: step.state, attempts, reply: outcome.reply }, 'delivery');
    if (!isOurs) logger.warn({ deliveryId, outcome: outcome.kind }, 'a delivery was settled already');
    else if (isLost(step)) alert(logger, step.state, delivery, outcome.reply);
  }

  /** What was due but could not be taken up is left for later, or given up. */
  async notTaken(job: DeliveryJob): Promise<void> {
    const { deliveries, jobs, limits, logger } = this.parts;
    const why = await this.untilAnswered(() => deliveries.whyNotTaken(job.deliveryId, limits.maxAttempts));
    await this.untilAnswered(() =>
      deliveries.transaction(async (queries) => {
        if (why.why === 'not-yet') await jobs.add(queries, job.deliveryId, why);
        if (why.why === 'given-up') await deliveries.flagClient(queries, why.delivery.clientId, null);
        await jobs.end(queries, job);
      }),
    );
    if (why.why === 'given-up') alert(logger, 'dead', why.delivery, why.reply);
  }

  /**
   * An e-mail that was sent must not be sent again because the database was away for a moment: what is to be written is
   * tried until it is (F9). Each of these writes may be repeated: it is conditional on the state before it.
   */
  async untilAnswered<Result>(write: () => Promise<Result>): Promise<Result> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        return await write();
      } catch (error) {
        if (this.givenUp.signal.aborted || isOurFault(error)) throw error;
        this.parts.logger.warn({ err: error }, 'the database will be tried again');
        await sleep(waitMs, undefined, { ref: false });
      }
    }
  }
}

/** Classes of PostgreSQL's errors that come again however often one tries: data, constraint, syntax or right. */
function isOurFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(22|23|42)/.test(error.code);
}

/** Nothing more happens by itself. */
function isLost(step: NextStep): boolean {
  return step.state === 'dead' || (step.state === 'unknown' && step.inSeconds === null);
}

function badAddress(outcome: Outcome, address: string | null): string | null {
  return outcome.kind === 'refused' && outcome.addressIsBad ? address : null;
}

function alert(logger: Logger, state: 'dead' | NextStep['state'], delivery: DueDelivery, reply: string): void {
  const { id: deliveryId, kind, attempts } = delivery;
  logger.error({ alert: `delivery_${state}`, deliveryId, kind, attempts, reply }, 'alert');
}
