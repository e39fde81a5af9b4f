import type { BusUser } from '#libs/contracts';
import { type BusAccess, busAccess } from '#libs/messaging';
import { places, type StartSettings } from './settings.js';

/**
 * How the bank's feed and the commands of staff reach the bus of this copy of the bank: each with its own key below
 * DATA_DIR.
 * @throws ConfigurationError when a key or a file of TLS cannot be used.
 */
export function accessToBus(user: BusUser, settings: StartSettings, environment: NodeJS.ProcessEnv): BusAccess {
  const given = (name: string) => environment[name] || undefined;
  return busAccess(user, {
    PROFILE: settings.profile,
    NATS_URL: settings.natsUrl ?? `nats://127.0.0.1:${settings.natsPort}`,
    SECRETS_DIR: places(settings.dataDir).keysOf(user),
    NATS_CA_FILE: given('NATS_CA_FILE'),
    NATS_CERT_FILE: given('NATS_CERT_FILE'),
    NATS_KEY_FILE: given('NATS_KEY_FILE'),
  });
}
