import type { Logger } from '#libs/logging';
import { Injectable, type OnApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { DataSource } from 'typeorm';

const EVERY_MS = 60_000;

/** Forgets what serves nothing any more: marks of seals that age alone refuses, and calls long over. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.forget(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Attempts are kept: they are the audit record. */
  async forget(): Promise<void> {
    try {
      await this.dataSource.query('DELETE FROM used_seals WHERE expires_at < now()');
      await this.dataSource.query("DELETE FROM calls WHERE first_seen_at < now() - interval '7 days'");
    } catch (error) {
      this.logger.warn({ err: error }, 'housekeeping will be tried again');
    }
  }
}
