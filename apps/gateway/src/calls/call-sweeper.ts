import type { Logger } from '#libs/logging';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { CallRunner } from './call-runner.js';
import type { CallStore } from './call-store.js';

/** How often overdue calls are looked for, milliseconds. */
const EVERY_MS = 30_000;
/** Closed in one round, at most. */
const MOST_PER_ROUND = 200;

/** Closes calls whose end was never reported. Any number of instances may do so: a call is closed once. */
export class CallSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly store: CallStore,
    private readonly runner: CallRunner,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  /** One round. Never throws: what cannot be closed now is closed in a later one. */
  async sweep(): Promise<void> {
    try {
      for (const call of await this.store.overdue(MOST_PER_ROUND)) {
        if (this.stopped) return;
        await this.runner.end(call, { kind: 'ended', at: Date.now(), by: 'provider' });
      }
    } catch (error) {
      this.logger.warn({ event: 'sweep-failed', err: error }, 'overdue calls are looked for again later');
    }
  }

  /** The next round begins after this one has ended, so that rounds do not pile up. */
  private schedule(): void {
    this.timer = setTimeout(() => {
      this.round = this.sweep().then(() => {
        if (!this.stopped) this.schedule();
      });
    }, EVERY_MS);
    this.timer.unref();
  }
}
