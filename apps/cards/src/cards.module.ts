import { KeyFolder } from '#libs/config';
import { GrantedData } from '#libs/granted-data';
import { GrantVerifier } from '#libs/grants';
import { busAccess } from '#libs/messaging';
import { DatabaseModule } from '#libs/persistence';
import { BusModule } from '#libs/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardsImportService } from './cards-import.service.js';
import { CARDS_SETTINGS, type CardsSettings } from './cards.config.js';
import { CardsController } from './cards.controller.js';
import { CardsService } from './cards.service.js';
import { CardsRepository } from './persistence/cards.repository.js';
import { CARDS_SCHEMA } from './persistence/schema.js';
import { TransactionExportsRepository } from './persistence/transaction-exports.repository.js';
import { TransactionExportsController } from './transaction-exports.controller.js';
import { TransactionExportsService } from './transaction-exports.service.js';

/** Wires cards together for one set of settings. */
@Module({})
export class CardsModule {
  /** @throws ConfigurationError when `grant.pub` cannot be used. */
  static forSettings(settings: CardsSettings): DynamicModule {
    const verifier = new GrantVerifier(new KeyFolder(settings.SECRETS_DIR).publicKey('grant.pub'));
    return {
      module: CardsModule,
      imports: [
        DatabaseModule.forService(CARDS_SCHEMA, settings.DATABASE_URL),
        BusModule.forService(busAccess('cards', settings)),
      ],
      controllers: [CardsController, TransactionExportsController],
      providers: [
        CardsService,
        CardsImportService,
        CardsRepository,
        TransactionExportsService,
        TransactionExportsRepository,
        { provide: CARDS_SETTINGS, useValue: settings },
        {
          provide: GrantedData,
          useFactory: (dataSource: DataSource) => new GrantedData(dataSource, verifier),
          inject: [DataSource],
        },
      ],
    };
  }
}
