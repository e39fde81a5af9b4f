import type { EventContract } from '#libs/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { z } from 'zod';

/** Tells a fact to whoever listens, in Nest's wire format for events. At most once: a listener that is away misses it. */
export function tell<E extends EventContract>(bus: NatsConnection, event: E, payload: z.input<E['payload']>): void {
  bus.publish(event.subject, JSON.stringify({ pattern: event.subject, data: event.payload.parse(payload) }));
}
