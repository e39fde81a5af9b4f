import { AUDIT_KEY_FILE, AuditModule } from '#libs/audit';
import { KeyFolder } from '#libs/config';
import type { Logger } from '#libs/logging';
import { busAccess } from '#libs/messaging';
import { DatabaseModule } from '#libs/persistence';
import { BusModule } from '#libs/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AudioModule } from './audio/audio.module.js';
import { loadFlow } from './call-flow/load-flow.js';
import { CallsModule } from './calls/calls.module.js';
import { GATEWAY_SCHEMA } from './calls/persistence/schema.js';
import { flowSettingsOf, type GatewaySettings, runnerOptionsOf } from './gateway.config.js';
import { GoneClientFilter } from './gone-client.filter.js';
import { LOGGER } from './logger.js';
import { DEMO_QUEUES_FILE, readQueues } from './queues.js';
import { TELEPHONY_PROVIDERS } from './telephony/telephony-provider.registry.js';

/** The logger, for whoever writes log lines of the gateway. */
@Module({})
class LoggingModule {
  static forLogger(logger: Logger): DynamicModule {
    return { module: LoggingModule, providers: [{ provide: LOGGER, useValue: logger }], exports: [LOGGER] };
  }
}

/** Wires the gateway together for one set of settings. */
@Module({})
export class GatewayModule {
  /**
   * @throws ConfigurationError when the queues or a key cannot be used.
   * @throws FlowRefused when the call flow cannot be used.
   */
  static forSettings(settings: GatewaySettings, logger: Logger): DynamicModule {
    const keys = new KeyFolder(settings.SECRETS_DIR);
    const queues = readQueues(settings.QUEUES_FILE ?? DEMO_QUEUES_FILE);
    const logging = LoggingModule.forLogger(logger);
    const audio = AudioModule.forSettings(settings, { keys, logger });
    const calls = CallsModule.forSetup({
      flow: loadFlow(settings.FLOW_FILE),
      flowSettings: flowSettingsOf(settings, queues),
      generalQueue: queues.general,
      runner: runnerOptionsOf(settings),
      keys,
      logger,
    });
    const providers = Object.values(TELEPHONY_PROVIDERS)
      .map((provider) => provider.moduleFor(settings, { imports: [logging, audio, calls] }))
      .filter((module) => module !== undefined);
    return {
      module: GatewayModule,
      providers: [{ provide: APP_FILTER, useClass: GoneClientFilter }],
      imports: [
        DatabaseModule.forService(GATEWAY_SCHEMA, settings.DATABASE_URL, settings.GATEWAY_DATABASE_CONNECTIONS),
        BusModule.forService(busAccess('gateway', settings)),
        AuditModule.forService('gateway', settings, { key: keys.secret(AUDIT_KEY_FILE), logger }),
        logging,
        audio,
        calls,
        ...providers,
      ],
    };
  }
}
