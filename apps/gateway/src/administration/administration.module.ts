import { AUDIT_KEY_FILE, AuditTrail } from '#libs/audit';
import { KeyFolder } from '#libs/config';
import type { Logger } from '#libs/logging';
import { busAccess } from '#libs/messaging';
import { DatabaseModule } from '#libs/persistence';
import { BusModule } from '#libs/service';
import { type DynamicModule, type FactoryProvider, Module, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { GATEWAY_SCHEMA } from '../calls/persistence/schema.js';
import type { GatewaySettings } from '../gateway.config.js';
import { LOGGER } from '../logger.js';
import { ADMIN_CONTROLLERS } from './controllers.js';
import { Housekeeping } from './housekeeping.js';
import { AdminGuard } from './routes/admin.guard.js';
import { ProblemFilter } from './routes/problem.filter.js';
import { RepeatedRequests } from './routes/repeated-requests.js';
import { RouteInterceptor } from './routes/route.interceptor.js';
import { ROUTE_TABLE, RouteTable, routesOf } from './routes/route-table.js';
import { services } from './services.js';
import { signInProviders } from './sign-in/sign-in.providers.js';

/** The key file of the administration: tokens and digests are made with keys derived for each purpose. */
const KEY_FILE = 'admin.key';

/** The administration, for one set of settings: an app of its own beside the calls, with connections of its own. */
@Module({})
export class AdministrationModule {
  /**
   * @throws UndeclaredRoute when a route says for which roles it is nowhere.
   */
  static forSettings(settings: GatewaySettings, logger: Logger): DynamicModule {
    const folder = new KeyFolder(settings.SECRETS_DIR);
    const key = folder.secret(KEY_FILE);
    const auditKey = folder.secret(AUDIT_KEY_FILE);
    return {
      module: AdministrationModule,
      imports: [
        DatabaseModule.forService(GATEWAY_SCHEMA, settings.DATABASE_URL, settings.ADMIN_DATABASE_CONNECTIONS),
        BusModule.forService(busAccess('gateway', settings)),
      ],
      controllers: [...ADMIN_CONTROLLERS],
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: ROUTE_TABLE, useValue: new RouteTable(routesOf(ADMIN_CONTROLLERS)) },
        {
          provide: AuditTrail,
          useFactory: (dataSource: DataSource) => new AuditTrail(dataSource, { schema: 'gateway', key: auditKey }),
          inject: [DataSource],
        },
        ...mechanism(key, logger),
        ...signInProviders(settings, key, logger),
        ...services(settings),
      ],
    };
  }
}

function mechanism(key: Uint8Array, logger: Logger): Provider[] {
  const repeated: FactoryProvider = {
    provide: RepeatedRequests,
    useFactory: (dataSource: DataSource) => new RepeatedRequests(dataSource, key),
    inject: [DataSource],
  };
  return [
    repeated,
    { provide: APP_GUARD, useClass: AdminGuard },
    {
      provide: APP_INTERCEPTOR,
      useFactory: (requests: RepeatedRequests, audit: AuditTrail) => new RouteInterceptor(requests, audit),
      inject: [RepeatedRequests, AuditTrail],
    },
    { provide: APP_FILTER, useFactory: () => new ProblemFilter(logger) },
    {
      provide: Housekeeping,
      useFactory: (dataSource: DataSource, requests: RepeatedRequests) =>
        new Housekeeping(dataSource, requests, logger),
      inject: [DataSource, RepeatedRequests],
    },
  ];
}
