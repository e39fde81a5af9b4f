import * as contracts from '#libs/contracts';
import type { EventContract, RequestContract } from '#libs/contracts';

/** A contract under the name it is imported by. */
export interface Named<Contract> {
  readonly name: string;
  readonly contract: Contract;
}

const everything: readonly [string, unknown][] = Object.entries(contracts);

/** Every question that can be asked on the bus, by subject. */
export const REQUESTS: readonly Named<RequestContract>[] = bySubject(
  everything.flatMap(([name, value]) => (isRequest(value) ? [{ name, contract: value }] : [])),
);

/** Every fact that is told on the bus, by subject. */
export const EVENTS: readonly Named<EventContract>[] = bySubject(
  everything.flatMap(([name, value]) => (isEvent(value) ? [{ name, contract: value }] : [])),
);

/** The service a subject belongs to: its first word. */
export function ownerOf(subject: string): string {
  return subject.slice(0, subject.indexOf('.'));
}

function isRequest(value: unknown): value is RequestContract {
  return typeof value === 'object' && value !== null && 'subject' in value && 'askedBy' in value;
}

function isEvent(value: unknown): value is EventContract {
  return typeof value === 'object' && value !== null && 'subject' in value && 'heardBy' in value;
}

function bySubject<Contract extends { subject: string }>(list: Named<Contract>[]): Named<Contract>[] {
  return list.sort((one, other) => one.contract.subject.localeCompare(other.contract.subject, 'en'));
}
