import { AuditTrail } from '#libs/audit';
import type { KeyFolder } from '#libs/config';
import type { Logger } from '#libs/logging';
import { boxKeyPair, Sealer } from '#libs/sealing';
import { BUS } from '#libs/service';
import { type DynamicModule, Module } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { DataSource } from 'typeorm';
import { Complaints } from '../bank-services/complaints.js';
import { ServiceDesk } from '../bank-services/service-desk.js';
import type { Flow } from '../call-flow/flow.schema.js';
import type { FlowSettings, QueueSettings } from '../call-flow/flow-settings.js';
import { CallResumption } from './call-resumption.js';
import { CallRunner, type CallRunnerOptions } from './call-runner.js';
import { CallStore } from './call-store.js';
import { CallSweeper } from './call-sweeper.js';
import { LiveSettings } from '../administration/settings/live-settings.js';
import { type Engines, ENGINES, StoredEngines } from './engines.js';
import { EventDigest } from './event-digest.js';
import { LastResort } from './last-resort.js';
import { MeasuredCalls, watchCalls } from './measured-calls.js';

/** What running calls takes. */
export interface CallsSetup {
  flow: Flow;
  flowSettings: FlowSettings;
  /** The queue that takes calls which cannot go on (requirements 8). */
  generalQueue: QueueSettings;
  runner: CallRunnerOptions;
  keys: KeyFolder;
  logger: Logger;
}

/** Name of auth's sealing key, as auth knows it, and of the file with its public half. */
const SEAL_KEY = { keyId: 'seal-1', file: 'seal-1.pub' };

/** Calls: their rows, their steps, their end. Exports the {@link CallRunner}. */
@Module({})
export class CallsModule {
  /** @throws ConfigurationError when a key of the gateway cannot be used. */
  static forSetup(setup: CallsSetup): DynamicModule {
    const { keys, logger } = setup;
    const senderSeed = keys.secret('seal-sender.key');
    const recipient = { keyId: SEAL_KEY.keyId, publicKey: keys.publicKey(SEAL_KEY.file) };
    const sealer = new Sealer(recipient, boxKeyPair(senderSeed).secretKey);
    const digest = new EventDigest(senderSeed);
    return {
      module: CallsModule,
      providers: [
        CallStore,
        Complaints,
        {
          provide: LiveSettings,
          useFactory: (dataSource: DataSource) => new LiveSettings(setup.flowSettings, dataSource, logger),
          inject: [DataSource],
        },
        {
          provide: ENGINES,
          useFactory: (settings: LiveSettings, dataSource: DataSource) =>
            new StoredEngines(setup.flow, settings, dataSource),
          inject: [LiveSettings, DataSource],
        },
        {
          provide: ServiceDesk,
          useFactory: (bus: NatsConnection, complaints: Complaints, audit: AuditTrail) =>
            new ServiceDesk({ bus, sealer, complaints, audit }, logger),
          inject: [BUS, Complaints, AuditTrail],
        },
        {
          provide: CallRunner,
          useFactory: (store: CallStore, engines: Engines, desk: ServiceDesk, settings: LiveSettings) => {
            watchCalls(store);
            const lastResort = new LastResort(() => settings.current().queues['general'] ?? setup.generalQueue);
            return new MeasuredCalls({ store, engines, desk, digest, lastResort }, setup.runner, logger);
          },
          inject: [CallStore, ENGINES, ServiceDesk, LiveSettings],
        },
        {
          provide: CallResumption,
          useFactory: (store: CallStore, runner: CallRunner) => new CallResumption(store, runner, logger),
          inject: [CallStore, CallRunner],
        },
        {
          provide: CallSweeper,
          useFactory: (store: CallStore, runner: CallRunner) => new CallSweeper(store, runner, logger),
          inject: [CallStore, CallRunner],
        },
      ],
      exports: [CallResumption, CallRunner],
    };
  }
}
