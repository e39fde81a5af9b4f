import type { z } from 'zod';
import type { BusUser } from './bus-users.js';

/** A fact of the past, told to whoever listens; at most once, so nothing that must last rests on it (S26). */
export interface EventContract<Payload extends z.ZodType = z.ZodType> {
  /** `owner.vN.thing.past-participle`; the first word is the service that tells it. */
  readonly subject: string;
  /** Who may listen; the bus refuses everybody else (S25). */
  readonly heardBy: readonly BusUser[];
  readonly payload: Payload;
}

export type PayloadOf<E extends EventContract> = z.output<E['payload']>;

/** Declares an event. */
export function defineEvent<Payload extends z.ZodType>(contract: EventContract<Payload>): EventContract<Payload> {
  return Object.freeze(contract);
}
