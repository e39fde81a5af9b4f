import type { FactoryProvider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { flowSettingsOf, type GatewaySettings } from '../gateway.config.js';
import { DEMO_QUEUES_FILE, readQueues } from '../queues.js';
import { CallsRepository } from './calls/calls.repository.js';
import { SettingsService } from './settings/settings.service.js';

/**
 * What the controllers ask.
 * @throws ConfigurationError when the queues cannot be used.
 */
export function services(settings: GatewaySettings): FactoryProvider[] {
  const base = flowSettingsOf(settings, readQueues(settings.QUEUES_FILE ?? DEMO_QUEUES_FILE));
  return [
    of(CallsRepository, (dataSource) => new CallsRepository(dataSource)),
    of(SettingsService, (dataSource) => new SettingsService(dataSource, base)),
  ];
}

const of = <Service>(
  provide: abstract new (...parts: never[]) => Service,
  make: (dataSource: DataSource) => Service,
): FactoryProvider => ({ provide, useFactory: make, inject: [DataSource] });
