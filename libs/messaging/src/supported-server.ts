import { ConfigurationError } from '#libs/config';
import type { NatsConnection } from '@nats-io/transport-node';
import { type BusAccess, connectToBus } from './connection.js';

/** Oldest version of the supported line (S26). */
export const OLDEST_SUPPORTED_NATS = '2.12.7';

/** Whether a server may serve production (S26). */
export function isSupportedNats(version: string): boolean {
  const [parts, wanted] = [version, OLDEST_SUPPORTED_NATS].map((text) =>
    text.split('.').map((part) => Number.parseInt(part, 10)),
  );
  for (const [index, least] of (wanted ?? []).entries()) {
    const part = parts?.[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/**
 * A connection of a service, which in production is not begun with a server that is no longer mended.
 * @throws ConfigurationError naming the version that was found.
 */
export async function connectService(access: BusAccess, name: string): Promise<NatsConnection> {
  const bus = await connectToBus(access, name);
  const version = bus.info?.version ?? '';
  if (access.supportedOnly !== true || isSupportedNats(version)) return bus;
  await bus.close();
  throw new ConfigurationError(
    `NATS ${version} is older than the supported line (${OLDEST_SUPPORTED_NATS}): update the server`,
  );
}
