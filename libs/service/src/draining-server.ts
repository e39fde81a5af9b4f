import { type NatsOptions, ServerNats } from '@nestjs/microservices';
import type { NatsConnection, Subscription, SubscriptionOptions } from '@nats-io/transport-node';
import { setImmediate as repliesWritten } from 'node:timers/promises';

/**
 * Nest's server for NATS with an end that loses nothing (F4): Nest's own forgets requests that are on their way when it
 * stops listening, whose askers then wait in vain, and always waits its whole grace.
 */
export class DrainingNatsServer extends ServerNats {
  private readonly open: Subscription[] = [];
  private underWay = 0;
  private allDone: (() => void) | undefined;

  /** @param graceMs how long requests under way may take when it is closed, milliseconds. */
  constructor(
    options: Required<NatsOptions>['options'],
    private readonly graceMs: number,
  ) {
    super(options);
    // Nest takes what the hook returns for the end of the work, and reports its failures.
    this.onProcessingStartHook = (_, __, done): unknown => {
      this.underWay += 1;
      return done();
    };
    this.onProcessingEndHook = () => {
      this.underWay -= 1;
      if (this.underWay === 0) this.allDone?.();
    };
  }

  override bindEvents(client: NatsConnection): void {
    const subscribe = (subject: string, options: SubscriptionOptions) => {
      const subscription = client.subscribe(subject, options);
      this.open.push(subscription);
      return subscription;
    };
    super.bindEvents({ subscribe });
  }

  /** Hears what is on its way, answers what is under way, each as long as the grace lasts, and then closes. */
  override async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const graceOver = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.graceMs);
    });
    // Without a connection there is nothing to be answered, nor anybody to tell.
    await Promise.race([this.finish().catch(() => undefined), graceOver]);
    clearTimeout(timer);
    await super.close();
  }

  private async finish(): Promise<void> {
    await Promise.all(this.open.splice(0).map((subscription) => subscription.drain()));
    if (this.underWay > 0) await new Promise<void>((resolve) => (this.allDone = resolve));
    await repliesWritten();
    await this.unwrap<NatsConnection>().flush();
  }
}
