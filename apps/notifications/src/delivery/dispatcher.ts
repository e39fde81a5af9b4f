import { setTimeout as sleep } from 'node:timers/promises';
import type { TakenDelivery } from '../persistence/deliveries.repository.js';
import type { DeliveryJob } from '../persistence/delivery-jobs.js';
import { Bookkeeper } from './bookkeeper.js';
import type { Attempted, Courier } from './courier.js';
import type { DispatchParts } from './dispatch-parts.js';
import type { Gate, Place } from './gate.js';

/** How often due deliveries are looked for when nobody says that there is one, in milliseconds. */
const LOOK_MS = 500;
/** While others are under way, places that become free wait so long for each other: one question finds work for all. */
const GATHER_MS = 40;
/** A server that puts e-mails off is not offered more of them for that: each keeps its place a little longer (F13). */
const PUT_OFF_MS = 500;
const DATABASE_AWAY_MS = 1_000;
/** Settling takes milliseconds; a database that is away longer than this when we are stopped finds the lease instead. */
const SETTLE_MS = 1_000;

export interface DispatcherParts extends DispatchParts {
  readonly courier: Pick<Courier, 'attempt'>;
  readonly gate: Gate;
}

/** Takes deliveries that are due, has each attempted, and keeps what it holds alive; never more than the gate lets in. */
export class Dispatcher {
  private readonly books: Bookkeeper;
  private readonly stopping = new AbortController();
  private readonly cutOff = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private bell = Promise.withResolvers<undefined>();
  private loop: Promise<void> = Promise.resolve();
  private databaseIsAway = false;

  constructor(private readonly parts: DispatcherParts) {
    this.books = new Bookkeeper(parts);
  }

  start(): void {
    this.loop = this.run();
  }

  /** There may be something to do now. */
  wake(): void {
    this.bell.resolve(undefined);
  }

  /**
   * Takes nothing more. What is under way may finish; after the time allowed it is cut off and released: what was not
   * handed over goes back to the queue, what was is `unknown`.
   */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.loop;
    const settled = this.allSettled();
    await Promise.race([settled, sleep(this.parts.limits.stopSeconds * 1_000, undefined, { ref: false })]);
    this.cutOff.abort();
    await Promise.race([settled, sleep(SETTLE_MS, undefined, { ref: false })]);
    this.books.giveUp();
  }

  private async allSettled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.bell = Promise.withResolvers();
      const { free } = this.parts.gate;
      const taken = free > 0 ? await this.take(free) : [];
      if (taken.length > 0) this.begin(taken);
      // A full catch says that there is more.
      if (taken.length === 0 || this.parts.gate.free === 0) await this.rest();
    }
  }

  private async take(count: number): Promise<DeliveryJob[]> {
    try {
      const jobs = await this.parts.jobs.take(count);
      if (this.databaseIsAway) this.parts.logger.info('the job queue answers again');
      this.databaseIsAway = false;
      return jobs;
    } catch (error) {
      if (!this.databaseIsAway) this.parts.logger.warn({ err: error }, 'the job queue does not answer');
      this.databaseIsAway = true;
      await sleep(DATABASE_AWAY_MS, undefined, { ref: false });
      return [];
    }
  }

  private async rest(): Promise<void> {
    const { free, pausedForMs } = this.parts.gate;
    const forMs = free > 0 || pausedForMs === undefined ? LOOK_MS : Math.max(pausedForMs, 1);
    const timer = setTimeout(() => this.wake(), Math.min(forMs, LOOK_MS));
    await this.bell.promise;
    clearTimeout(timer);
    if (this.underWay.size > 0) await this.pause(GATHER_MS);
  }

  /** Ends at once when we are stopped. */
  private async pause(forMs: number): Promise<void> {
    await sleep(forMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** One question takes up all of them; from there on each goes its own way. */
  private begin(jobs: readonly DeliveryJob[]): void {
    const together = this.takeUp(jobs);
    // A row that cannot even be taken up is nobody else's misfortune (F23).
    for (const job of jobs)
      this.follow(
        job,
        together.catch(() => this.takeUp([job])),
      );
  }

  private takeUp(jobs: readonly DeliveryJob[]): Promise<ReadonlyMap<string, TakenDelivery>> {
    const { deliveries, limits } = this.parts;
    const ids = jobs.map(({ deliveryId }) => deliveryId);
    return this.books.untilAnswered(() => deliveries.take(ids, limits));
  }

  private follow(job: DeliveryJob, taken: Promise<ReadonlyMap<string, TakenDelivery>>): void {
    const place = this.parts.gate.enter();
    const done = this.handle(job, taken, place)
      .catch((error: unknown) => {
        this.parts.logger.error({ deliveryId: job.deliveryId, err: error }, 'a delivery was left to its lease');
      })
      .finally(() => {
        place.end(undefined);
        this.underWay.delete(done);
        this.wake();
      });
    this.underWay.add(done);
  }

  private async handle(job: DeliveryJob, taken: Promise<ReadonlyMap<string, TakenDelivery>>, place: Place) {
    const delivery = (await taken).get(job.deliveryId);
    if (!delivery) return this.books.notTaken(job);
    const attempted = await this.attempt(job, delivery, place);
    await this.books.settle(job, delivery, attempted);
    if (attempted.outcome.kind === 'deferred') await this.pause(PUT_OFF_MS);
    place.end(attempted.outcome);
  }

  private async attempt(job: DeliveryJob, delivery: TakenDelivery, place: Place): Promise<Attempted> {
    const lost = new AbortController();
    const beat = setInterval(() => void this.extend(job, delivery, lost), (this.parts.limits.leaseSeconds * 1_000) / 3);
    try {
      const signal = AbortSignal.any([this.cutOff.signal, lost.signal]);
      return await this.parts.courier.attempt(delivery, { signal, onStall: () => this.stall(place) });
    } finally {
      clearInterval(beat);
    }
  }

  private stall(place: Place): void {
    place.stall();
    this.wake();
  }

  private async extend(job: DeliveryJob, delivery: TakenDelivery, lost: AbortController): Promise<void> {
    const { deliveries, jobs, limits, logger } = this.parts;
    try {
      if (await deliveries.extendLease(delivery, limits.leaseSeconds)) await jobs.extend(job);
      else lost.abort();
    } catch (error) {
      // Tried again with the next beat; two may be missed before the lease ends.
      logger.warn({ deliveryId: delivery.id, err: error }, 'a lease was not extended');
    }
  }
}
