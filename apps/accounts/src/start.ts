import type { Logger } from '#libs/logging';
import { busAccess } from '#libs/messaging';
import { type RunningService, startService } from '#libs/service';
import type { AccountsSettings } from './accounts.config.js';
import { AccountsModule } from './accounts.module.js';

/** Starts accounts. */
export async function startAccounts(settings: AccountsSettings, logger: Logger): Promise<RunningService> {
  return startService(AccountsModule.forSettings(settings), {
    name: 'accounts',
    bus: busAccess('accounts', settings),
    healthHost: settings.HEALTH_HOST,
    healthPort: settings.HEALTH_PORT,
    logger,
  });
}
