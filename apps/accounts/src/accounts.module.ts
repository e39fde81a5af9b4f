import { KeyFolder } from '#libs/config';
import { GrantedData } from '#libs/granted-data';
import { GrantVerifier } from '#libs/grants';
import { busAccess } from '#libs/messaging';
import { DatabaseModule } from '#libs/persistence';
import { BusModule } from '#libs/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccountsImportService } from './accounts-import.service.js';
import { ACCOUNTS_SETTINGS, type AccountsSettings } from './accounts.config.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsService } from './accounts.service.js';
import { AccountsRepository } from './persistence/accounts.repository.js';
import { ACCOUNTS_SCHEMA } from './persistence/schema.js';
import { StatementExportsRepository } from './persistence/statement-exports.repository.js';
import { StatementExportsController } from './statement-exports.controller.js';
import { StatementExportsService } from './statement-exports.service.js';

/** Wires accounts together for one set of settings. */
@Module({})
export class AccountsModule {
  /** @throws ConfigurationError when `grant.pub` cannot be used. */
  static forSettings(settings: AccountsSettings): DynamicModule {
    const verifier = new GrantVerifier(new KeyFolder(settings.SECRETS_DIR).publicKey('grant.pub'));
    return {
      module: AccountsModule,
      imports: [
        DatabaseModule.forService(ACCOUNTS_SCHEMA, settings.DATABASE_URL),
        BusModule.forService(busAccess('accounts', settings)),
      ],
      controllers: [AccountsController, StatementExportsController],
      providers: [
        AccountsService,
        AccountsImportService,
        AccountsRepository,
        StatementExportsService,
        StatementExportsRepository,
        { provide: ACCOUNTS_SETTINGS, useValue: settings },
        {
          provide: GrantedData,
          useFactory: (dataSource: DataSource) => new GrantedData(dataSource, verifier),
          inject: [DataSource],
        },
      ],
    };
  }
}
