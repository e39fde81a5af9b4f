import { GrantedData } from '#libs/granted-data';
import { GrantVerifier } from '#libs/grants';
import type { Logger } from '#libs/logging';
import { busAccess } from '#libs/messaging';
import { DatabaseModule } from '#libs/persistence';
import { Opener } from '#libs/sealing';
import { BUS, BusModule } from '#libs/service';
import { reading } from '#libs/telemetry';
import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { DataSource } from 'typeorm';
import { ContactsService } from './contacts/contacts.service.js';
import { DeliveriesService } from './deliveries/deliveries.service.js';
import { Courier } from './delivery/courier.js';
import { DeliveryRuntime } from './delivery/delivery-runtime.js';
import { Dispatcher } from './delivery/dispatcher.js';
import { DocumentMaker } from './delivery/document-maker.js';
import { Gate } from './delivery/gate.js';
import { MailServer } from './delivery/mail-server.js';
import { Renderer } from './delivery/rendering/renderer.js';
import { Spool } from './delivery/spool.js';
import type { MailSettings } from './mail/message.js';
import type { NotificationsSettings } from './notifications.config.js';
import { NotificationsController } from './notifications.controller.js';
import type { NotificationsKeys } from './notifications.keys.js';
import { deliveryLimits, mailServerSettings, requestRules } from './notifications.settings.js';
import { Connections } from './persistence/connections.js';
import { DeliveriesRepository } from './persistence/deliveries.repository.js';
import { DeliveryJobs } from './persistence/delivery-jobs.js';
import { DeliveryListRepository } from './persistence/delivery-list.repository.js';
import { PromisesRepository } from './persistence/promises.repository.js';
import { RecipientsRepository } from './persistence/recipients.repository.js';
import { NOTIFICATIONS_SCHEMA } from './persistence/schema.js';
import { RecipientsImportService } from './recipients/recipients-import.service.js';
import { StatementPasswords } from './recipients/statement-passwords.js';
import { BankExports } from './requests/bank-exports.js';
import { EmailRequestsService } from './requests/email-requests.service.js';

/** Connections to the database for promises, and for what staff ask; deliveries have their own. */
const POOL_SIZE = 8;

/** What notifications is made of besides its code. */
export interface NotificationsParts {
  readonly settings: NotificationsSettings;
  readonly keys: NotificationsKeys;
  readonly mail: MailSettings;
  readonly logger: Logger;
}

/** Wires notifications together. Secrets are given to the parts that need them and are injectable nowhere else. */
@Module({})
export class NotificationsModule {
  static from(parts: NotificationsParts): DynamicModule {
    const { settings } = parts;
    return {
      module: NotificationsModule,
      imports: [
        DatabaseModule.forService(NOTIFICATIONS_SCHEMA, settings.DATABASE_URL, POOL_SIZE),
        BusModule.forService(busAccess('notifications', settings)),
      ],
      controllers: [NotificationsController],
      providers: [
        DeliveryListRepository,
        RecipientsRepository,
        ...common(parts),
        ...promises(parts),
        ...deliveries(parts),
      ],
    };
  }
}

function common({ settings, keys, logger }: NotificationsParts): FactoryProvider[] {
  const limits = deliveryLimits(settings);
  return [
    {
      provide: Connections,
      useFactory: () =>
        Connections.forDeliveries(settings.DATABASE_URL, (err) => logger.warn({ err }, 'a connection was lost')),
    },
    {
      provide: DeliveryJobs,
      useFactory: (connections: Connections) =>
        new DeliveryJobs(settings.DATABASE_URL, connections, limits.leaseSeconds, logger),
      inject: [Connections],
    },
    {
      provide: DeliveriesRepository,
      useFactory: (connections: Connections) => new DeliveriesRepository(connections),
      inject: [Connections],
    },
    {
      provide: PromisesRepository,
      useFactory: (dataSource: DataSource) => new PromisesRepository(Connections.of(dataSource)),
      inject: [DataSource],
    },
    { provide: BankExports, useFactory: (bus: NatsConnection) => new BankExports(bus), inject: [BUS] },
    { provide: StatementPasswords, useFactory: () => new StatementPasswords(keys.statementPassword) },
    { provide: Gate, useFactory: () => new Gate(settings.SMTP_CONNECTIONS) },
  ];
}

function promises({ settings, keys, logger }: NotificationsParts): FactoryProvider[] {
  const verifier = new GrantVerifier(keys.grant);
  const opener = new Opener([keys.seal], [keys.sealSender]);
  return [
    {
      provide: GrantedData,
      useFactory: (dataSource: DataSource) => new GrantedData(dataSource, verifier),
      inject: [DataSource],
    },
    {
      provide: EmailRequestsService,
      useFactory: (
        granted: GrantedData,
        exports: BankExports,
        rows: PromisesRepository,
        jobs: DeliveryJobs,
        dispatcher: Dispatcher,
      ) => new EmailRequestsService(granted, exports, rows, jobs, requestRules(settings), () => dispatcher.wake()),
      inject: [GrantedData, BankExports, PromisesRepository, DeliveryJobs, Dispatcher],
    },
    {
      provide: RecipientsImportService,
      useFactory: (recipients: RecipientsRepository, passwords: StatementPasswords) =>
        new RecipientsImportService(recipients, opener, passwords),
      inject: [RecipientsRepository, StatementPasswords],
    },
    {
      provide: ContactsService,
      useFactory: (
        recipients: RecipientsRepository,
        rows: PromisesRepository,
        jobs: DeliveryJobs,
        dispatcher: Dispatcher,
      ) => new ContactsService(recipients, rows, jobs, settings.BANK_TIMEZONE, () => dispatcher.wake()),
      inject: [RecipientsRepository, PromisesRepository, DeliveryJobs, Dispatcher],
    },
    {
      provide: DeliveriesService,
      useFactory: (list: DeliveryListRepository, jobs: DeliveryJobs, gate: Gate, dispatcher: Dispatcher) => {
        reading('deliveries', 'E-mails that were promised, by where they stand.', ['state'], async () =>
          Object.entries(await list.counts()).map(([state, count]) => [{ state }, count]),
        );
        return new DeliveriesService(list, jobs, gate, settings.EMAIL_PROTECTION, logger, () => dispatcher.wake());
      },
      inject: [DeliveryListRepository, DeliveryJobs, Gate, Dispatcher],
    },
  ];
}

function deliveries({ settings, mail, logger }: NotificationsParts): FactoryProvider[] {
  const letterhead = { bankName: settings.BANK_NAME, timeZone: settings.BANK_TIMEZONE };
  const protection = settings.EMAIL_PROTECTION;
  return [
    { provide: Spool, useFactory: () => Spool.open(settings.EMAIL_SPOOL_DIR) },
    { provide: Renderer, useFactory: () => new Renderer(settings.EMAIL_RENDER_THREADS) },
    { provide: MailServer, useFactory: () => new MailServer(mailServerSettings(settings)) },
    {
      provide: Courier,
      useFactory: (
        exports: BankExports,
        passwords: StatementPasswords,
        spool: Spool,
        mailServer: MailServer,
        renderer: Renderer,
      ) => {
        const documents = new DocumentMaker(exports, renderer, letterhead, settings.EMAIL_PDF_REVISION);
        return new Courier({ passwords, documents, spool, mailServer, mail, protection, logger });
      },
      inject: [BankExports, StatementPasswords, Spool, MailServer, Renderer],
    },
    {
      provide: Dispatcher,
      useFactory: (rows: DeliveriesRepository, jobs: DeliveryJobs, courier: Courier, gate: Gate) =>
        new Dispatcher({ deliveries: rows, jobs, courier, gate, logger, limits: deliveryLimits(settings) }),
      inject: [DeliveriesRepository, DeliveryJobs, Courier, Gate],
    },
    {
      provide: DeliveryRuntime,
      useFactory: (
        jobs: DeliveryJobs,
        dispatcher: Dispatcher,
        mailServer: MailServer,
        spool: Spool,
        renderer: Renderer,
        connections: Connections,
      ) => new DeliveryRuntime(jobs, dispatcher, mailServer, spool, renderer, connections),
      inject: [DeliveryJobs, Dispatcher, MailServer, Spool, Renderer, Connections],
    },
  ];
}
