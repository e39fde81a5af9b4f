import type { Logger } from '#libs/logging';
import { busAccess } from '#libs/messaging';
import { type RunningService, startService } from '#libs/service';
import type { CardsSettings } from './cards.config.js';
import { CardsModule } from './cards.module.js';

/**
 * Starts cards.
 * @param options.graceMs how long requests under way may still take when it is stopped, in milliseconds.
 */
export async function startCards(
  settings: CardsSettings,
  logger: Logger,
  options: { graceMs?: number } = {},
): Promise<RunningService> {
  return startService(CardsModule.forSettings(settings), {
    name: 'cards',
    bus: busAccess('cards', settings),
    healthHost: settings.HEALTH_HOST,
    healthPort: settings.HEALTH_PORT,
    logger,
    ...options,
  });
}
