import type { Logger } from '#libs/logging';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { RepeatedRequests } from './routes/repeated-requests.js';
import { Sessions } from './sign-in/sessions.js';

const EVERY_MS = 10 * 60_000;

/** Removes what is kept no longer: stored answers, sessions that were over long ago. Any number of gateways may do so. */
export class Housekeeping implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly requests: RepeatedRequests,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tidy(), EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Never throws: what is not removed now is removed later. */
  private async tidy(): Promise<void> {
    try {
      await this.requests.tidy();
      await new Sessions(this.dataSource).tidy();
      await this.dataSource.query(
        "DELETE FROM admin_sign_ins WHERE last_at < now() - interval '1 day' AND (locked_until IS NULL OR locked_until < now())",
      );
    } catch (error) {
      this.logger.warn({ event: 'admin-housekeeping-failed', err: error }, 'tried again later');
    }
  }
}
