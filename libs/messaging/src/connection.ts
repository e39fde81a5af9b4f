import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';

/** What both ends of the bus share: come back for ever, and notice a silent server within ten seconds (F6, F7). */
export function busOptions(url: string, name: string): ConnectionOptions {
  return {
    servers: url.split(','),
    name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    pingInterval: 3_000,
    maxPingOut: 2,
    waitOnFirstConnect: true,
    timeout: 2_000,
    ignoreClusterUpdates: true,
  };
}

/** A connection for asking and telling. */
export async function connectToBus(url: string, name: string): Promise<NatsConnection> {
  return connect(busOptions(url, name));
}
