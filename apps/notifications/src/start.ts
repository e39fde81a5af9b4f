import type { Logger } from '#libs/logging';
import { busAccess } from '#libs/messaging';
import { type RunningService, startService } from '#libs/service';
import type { NotificationsSettings } from './notifications.config.js';
import { readNotificationsKeys } from './notifications.keys.js';
import { NotificationsModule } from './notifications.module.js';
import { DeliveryRuntime } from './delivery/delivery-runtime.js';
import { mailSettings } from './notifications.settings.js';

/**
 * Starts notifications.
 * @throws ConfigurationError when a key, a template or the spool folder cannot be used; UnsafeDatabaseError when commits
 * could be lost.
 */
export async function startNotifications(settings: NotificationsSettings, logger: Logger): Promise<RunningService> {
  const keys = readNotificationsKeys(settings.SECRETS_DIR);
  const module = NotificationsModule.from({ settings, keys, mail: mailSettings(settings), logger });
  const { app, stop } = await startService(module, {
    name: 'notifications',
    bus: busAccess('notifications', settings),
    healthHost: settings.HEALTH_HOST,
    healthPort: settings.HEALTH_PORT,
    logger,
  });
  return {
    app,
    // Requests and deliveries under way have the same time to end, not one after the other.
    stop: async () => {
      await Promise.all([app.get(DeliveryRuntime).stopDelivering(), stop()]);
    },
  };
}
