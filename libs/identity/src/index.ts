import { v5 } from 'uuid';

const NAMESPACE = '6f0d5c1e-6a1b-5d0e-9a53-0b9a2f3f6f10';

/** What a record of the bank's core is. */
export type RecordKind = 'client' | 'card' | 'account' | 'card-transaction' | 'account-transaction';

/**
 * The platform's id of a record the bank's core knows under its own key. The same key gives the same id in every
 * service, so that services need not ask each other.
 */
export function idOf(kind: RecordKind, sourceId: string): string {
  return v5(`${kind}:${sourceId}`, NAMESPACE);
}

/** A command id that is the same each time the same step of the same call is tried again. */
export function commandIdOf(callId: string, step: number, command: string): string {
  return v5(`${callId}:${step}:${command}`, NAMESPACE);
}
