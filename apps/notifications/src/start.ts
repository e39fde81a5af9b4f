import type { Logger } from '#libs/logging';
import { type RunningService, startService } from '#libs/service';
import type { NotificationsSettings } from './notifications.config.js';
import { NotificationsModule } from './notifications.module.js';

/**
 * Starts notifications.
 * @param options.graceMs how long requests under way may still take when it is stopped, in milliseconds.
 */
export async function startNotifications(
  settings: NotificationsSettings,
  logger: Logger,
  options: { graceMs?: number } = {},
): Promise<RunningService> {
  return startService(NotificationsModule.forSettings(settings), {
    name: 'notifications',
    natsUrl: settings.NATS_URL,
    healthPort: settings.HEALTH_PORT,
    logger,
    ...options,
  });
}
