import { AuditTrail } from '#libs/audit';
import type { Logger } from '#libs/logging';
import { BUS } from '#libs/service';
import type { FactoryProvider } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { DataSource } from 'typeorm';
import { flowSettingsOf, type GatewaySettings } from '../gateway.config.js';
import { LOGGER } from '../logger.js';
import { DEMO_QUEUES_FILE, readQueues } from '../queues.js';
import { AuditRows } from './audit-rows/audit-rows.repository.js';
import { CallsRepository } from './calls/calls.repository.js';
import { ImportWatch } from './imports/import-watch.js';
import { ImportsRepository } from './imports/imports.repository.js';
import { Uploads } from './imports/uploads.js';
import { ProposalsRepository } from './proposals/proposals.repository.js';
import { ProposalsService } from './proposals/proposals.service.js';
import { SettingsService } from './settings/settings.service.js';
import { UsersRepository } from './users/users.repository.js';

/**
 * What the controllers ask.
 * @throws ConfigurationError when the queues cannot be used.
 */
export function services(settings: GatewaySettings): FactoryProvider[] {
  const base = flowSettingsOf(settings, readQueues(settings.QUEUES_FILE ?? DEMO_QUEUES_FILE));
  return [
    of(AuditRows, (dataSource) => new AuditRows(dataSource)),
    of(CallsRepository, (dataSource) => new CallsRepository(dataSource)),
    of(ProposalsRepository, (dataSource) => new ProposalsRepository(dataSource)),
    {
      provide: ProposalsService,
      useFactory: (proposals: ProposalsRepository, users: UsersRepository, bus: NatsConnection, uploads: Uploads) =>
        new ProposalsService(proposals, users, bus, uploads),
      inject: [ProposalsRepository, UsersRepository, BUS, Uploads],
    },
    of(ImportsRepository, (dataSource) => new ImportsRepository(dataSource)),
    { provide: Uploads, useFactory: () => new Uploads(settings.ADMIN_IMPORTS_DIR) },
    {
      provide: ImportWatch,
      useFactory: (
        imports: ImportsRepository,
        proposals: ProposalsRepository,
        uploads: Uploads,
        audit: AuditTrail,
        logger: Logger,
      ) => new ImportWatch({ imports, proposals, uploads, audit, logger }),
      inject: [ImportsRepository, ProposalsRepository, Uploads, AuditTrail, LOGGER],
    },
    of(SettingsService, (dataSource) => new SettingsService(dataSource, base)),
  ];
}

const of = <Service>(
  provide: abstract new (...parts: never[]) => Service,
  make: (dataSource: DataSource) => Service,
): FactoryProvider => ({ provide, useFactory: make, inject: [DataSource] });
