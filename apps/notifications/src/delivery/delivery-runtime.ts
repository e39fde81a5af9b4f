import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { DeliveryJobs } from '../persistence/delivery-jobs.js';
import type { Dispatcher } from './dispatcher.js';
import type { MailServer } from './mail-server.js';
import type { Renderer } from './rendering/renderer.js';
import type { Spool } from './spool.js';

/** Deliveries begin when everything is there, and end before anything is taken away. */
@Injectable()
export class DeliveryRuntime implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly jobs: DeliveryJobs,
    private readonly dispatcher: Dispatcher,
    private readonly mailServer: MailServer,
    private readonly spool: Spool,
    private readonly renderer: Renderer,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.start();
    this.dispatcher.start();
  }

  /** Before the bus and the database go: what is under way needs both. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.dispatcher.stop();
    this.mailServer.close();
    await this.jobs.stop();
    await this.renderer.close();
    await this.spool.close();
  }
}
