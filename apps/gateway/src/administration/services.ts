import { BUS } from '#libs/service';
import type { FactoryProvider } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { DataSource } from 'typeorm';
import { flowSettingsOf, type GatewaySettings } from '../gateway.config.js';
import { DEMO_QUEUES_FILE, readQueues } from '../queues.js';
import { CallsRepository } from './calls/calls.repository.js';
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
    of(CallsRepository, (dataSource) => new CallsRepository(dataSource)),
    of(ProposalsRepository, (dataSource) => new ProposalsRepository(dataSource)),
    {
      provide: ProposalsService,
      useFactory: (proposals: ProposalsRepository, users: UsersRepository, bus: NatsConnection) =>
        new ProposalsService(proposals, users, bus),
      inject: [ProposalsRepository, UsersRepository, BUS],
    },
    of(SettingsService, (dataSource) => new SettingsService(dataSource, base)),
  ];
}

const of = <Service>(
  provide: abstract new (...parts: never[]) => Service,
  make: (dataSource: DataSource) => Service,
): FactoryProvider => ({ provide, useFactory: make, inject: [DataSource] });
