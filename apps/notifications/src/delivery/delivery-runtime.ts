import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Connections } from '../persistence/connections.js';
import type { DeliveryJobs } from '../persistence/delivery-jobs.js';
import type { Dispatcher } from './dispatcher.js';
import type { MailServer } from './mail-server.js';
import type { Renderer } from './rendering/renderer.js';
import type { Spool } from './spool.js';

/** Deliveries begin when everything is there, and end before anything they need is taken away. */
@Injectable()
export class DeliveryRuntime implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly jobs: DeliveryJobs,
    private readonly dispatcher: Dispatcher,
    private readonly mailServer: MailServer,
    private readonly spool: Spool,
    private readonly renderer: Renderer,
    private readonly connections: Connections,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.start();
    this.dispatcher.start();
  }

  /** Takes up nothing more, and ends what is under way; asked again, it waits for the same end. */
  stopDelivering(): Promise<void> {
    this.stopped ??= this.dispatcher.stop();
    return this.stopped;
  }

  /** Before the bus and the database go: what is under way needs both. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.stopDelivering();
    this.mailServer.close();
    await this.jobs.stop();
    await this.connections.close();
    await this.renderer.close();
    await this.spool.close();
  }
}
