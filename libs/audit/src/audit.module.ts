import type { Logger } from '#libs/logging';
import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { AuditTrail } from './audit-trail.js';
import { HeadSender } from './head-sender.js';

/** What every service with an audit trail reads. */
export const AuditSettings = z.object({
  /** A folder outside the database where signed heads are kept; unset: they go to the log alone. */
  AUDIT_HEADS_DIR: z.string().min(1).optional(),
  /** How often heads are signed and sent, seconds. */
  AUDIT_HEADS_SECONDS: z.coerce.number().int().min(1).max(3_600).default(60),
});

/** The key file of each service that has an audit trail. */
export const AUDIT_KEY_FILE = 'audit.key';

/** Gives the whole app its {@link AuditTrail}, and sends its heads away while the app runs (S33). */
@Module({})
export class AuditModule {
  static forService(
    schema: string,
    settings: z.output<typeof AuditSettings>,
    { key, logger }: { key: Uint8Array; logger: Logger },
  ): DynamicModule {
    return {
      module: AuditModule,
      global: true,
      providers: [
        {
          provide: AuditTrail,
          useFactory: (dataSource: DataSource) => new AuditTrail(dataSource, { schema, key }),
          inject: [DataSource],
        },
        {
          provide: HeadSender,
          useFactory: (dataSource: DataSource) =>
            new HeadSender(
              dataSource,
              { schema, key, folder: settings.AUDIT_HEADS_DIR, everyMs: settings.AUDIT_HEADS_SECONDS * 1_000 },
              logger,
            ),
          inject: [DataSource],
        },
      ],
      exports: [AuditTrail, HeadSender],
    };
  }
}
