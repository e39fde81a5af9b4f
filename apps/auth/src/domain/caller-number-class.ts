import type { Attestation } from '#libs/contracts';

/** The relation of a caller number to the client a credential found (requirements 4.1). `UNKNOWN` is the asker's affair. */
export type CallerNumberClass = 'HIDDEN' | 'UNREGISTERED' | 'OWN' | 'OTHER';

/** How far a presented number is believed: as the network shows it, or only with the provider's attestation (D12). */
export type CallerNumberTrust = 'network' | 'attested';

/** Who is calling, as far as the call itself says it. */
export interface Caller {
  /** In international form; undefined when withheld or unusable. */
  readonly number: string | undefined;
  /** False when the number could be forged: it then never makes anybody OWN. */
  readonly vouchedFor: boolean;
}

/** Whether the network vouches for the very number; `partial` vouches for the subscriber's operator only (D12). */
export function isVouchedFor(trust: CallerNumberTrust, attestation: Attestation): boolean {
  return trust === 'network' || attestation === 'full';
}

/**
 * The class of the caller number relative to one client (requirements 4.1).
 * @param clientsOfNumber the clients for whom the number is registered: one number may serve a whole family (D10).
 * @param clientId the client found by the credential; undefined when it found nobody.
 */
export function classOfCallerNumber(
  caller: Caller,
  clientsOfNumber: readonly string[],
  clientId: string | undefined,
  withheldNumber: 'refuse' | 'as_unregistered',
): CallerNumberClass {
  if (caller.number === undefined) return withheldNumber === 'refuse' ? 'HIDDEN' : 'UNREGISTERED';
  if (clientsOfNumber.length === 0) return 'UNREGISTERED';
  if (clientId === undefined || !clientsOfNumber.includes(clientId)) return 'OTHER';
  return caller.vouchedFor ? 'OWN' : 'UNREGISTERED';
}

/**
 * Whether a call counts among those from unregistered numbers for the breaker of S14. Decided without the credential,
 * so that a suspended self-service says nothing about whose card was keyed in.
 */
export function isFromUnregistered(caller: Caller, clientsOfNumber: readonly string[]): boolean {
  return clientsOfNumber.length === 0 || !caller.vouchedFor;
}
