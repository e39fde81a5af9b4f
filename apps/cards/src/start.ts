import type { Logger } from '#libs/logging';
import { busAccess } from '#libs/messaging';
import { type RunningService, startService } from '#libs/service';
import type { CardsSettings } from './cards.config.js';
import { CardsModule } from './cards.module.js';

/** Starts cards. */
export async function startCards(settings: CardsSettings, logger: Logger): Promise<RunningService> {
  return startService(CardsModule.forSettings(settings), {
    name: 'cards',
    bus: busAccess('cards', settings),
    healthHost: settings.HEALTH_HOST,
    healthPort: settings.HEALTH_PORT,
    logger,
  });
}
