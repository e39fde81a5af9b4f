import type { Logger } from '#libs/logging';
import { busAccess } from '#libs/messaging';
import { type RunningService, startService } from '#libs/service';
import type { AuthSettings } from './auth.config.js';
import { readAuthKeys } from './auth.keys.js';
import { AuthModule, type AuthParts } from './auth.module.js';

export type AuthOptions = Pick<AuthParts, 'pinVerifier'>;

/**
 * Starts auth.
 * @throws ConfigurationError when a key or a pepper cannot be used; UnsafeDatabaseError when commits could be lost.
 */
export async function startAuth(
  settings: AuthSettings,
  logger: Logger,
  { pinVerifier }: AuthOptions = {},
): Promise<RunningService> {
  const keys = readAuthKeys(settings.SECRETS_DIR);
  return startService(AuthModule.from({ settings, keys, logger, pinVerifier }), {
    name: 'auth',
    bus: busAccess('auth', settings),
    healthHost: settings.HEALTH_HOST,
    healthPort: settings.HEALTH_PORT,
    logger,
  });
}
