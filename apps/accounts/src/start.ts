import type { Logger } from '#libs/logging';
import { busAccess } from '#libs/messaging';
import { type RunningService, startService } from '#libs/service';
import type { AccountsSettings } from './accounts.config.js';
import { AccountsModule } from './accounts.module.js';

/**
 * Starts accounts.
 * @param options.graceMs how long requests under way may still take when it is stopped, in milliseconds.
 */
export async function startAccounts(
  settings: AccountsSettings,
  logger: Logger,
  options: { graceMs?: number } = {},
): Promise<RunningService> {
  return startService(AccountsModule.forSettings(settings), {
    name: 'accounts',
    bus: busAccess('accounts', settings),
    healthHost: settings.HEALTH_HOST,
    healthPort: settings.HEALTH_PORT,
    logger,
    ...options,
  });
}
