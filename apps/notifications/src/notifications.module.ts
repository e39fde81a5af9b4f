import { DatabaseModule } from '#libs/persistence';
import { BusModule } from '#libs/service';
import { type DynamicModule, Module } from '@nestjs/common';
import type { NotificationsSettings } from './notifications.config.js';
import { NOTIFICATIONS_SCHEMA } from './persistence/schema.js';

/** Wires notifications together for one set of settings. It answers nothing yet: whoever asks learns so at once. */
@Module({})
export class NotificationsModule {
  static forSettings(settings: NotificationsSettings): DynamicModule {
    return {
      module: NotificationsModule,
      imports: [
        DatabaseModule.forService(NOTIFICATIONS_SCHEMA, settings.DATABASE_URL),
        BusModule.forService(settings.NATS_URL, 'notifications'),
      ],
    };
  }
}
