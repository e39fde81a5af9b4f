/** Why a webhook was refused; goes to the log, never into the answer. */
export type RefusalReason =
  | 'signature-missing'
  /** None from a provider that is known to leave it out by mistake, and to send again what is answered like this. */
  | 'signature-left-out'
  | 'signature-wrong'
  /** Right, but made too long ago, or in the future: a captured request, or a clock that is wrong. */
  | 'signature-expired'
  /** The secret in the address is none of ours. */
  | 'secret-wrong'
  /** From an address that is not on the list of a provider that cannot sign. */
  | 'address-not-allowed'
  /** No name and password, or none of ours. */
  | 'credentials-missing'
  | 'credentials-wrong'
  | 'content-type'
  | 'malformed'
  | 'other-account'
  /** No call is known under this provider and id. */
  | 'unknown-call'
  /** The event belongs to a step that is over, or another event was already taken for it (P9). */
  | 'stale-event';

const STATUS: Record<RefusalReason, number> = {
  'signature-missing': 403,
  'signature-left-out': 503,
  'signature-wrong': 403,
  'signature-expired': 403,
  'secret-wrong': 403,
  'address-not-allowed': 403,
  'credentials-missing': 401,
  'credentials-wrong': 401,
  'content-type': 415,
  malformed: 400,
  'other-account': 403,
  'unknown-call': 404,
  'stale-event': 409,
};

/** A webhook that changes nothing and is answered with a status and no body. Carries nothing of what was sent (S31). */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';

  constructor(
    readonly reason: RefusalReason,
    /** The name of a parameter, where one was wrong; names are the provider's, values are never kept. */
    readonly parameter?: string,
  ) {
    super(parameter === undefined ? reason : `${reason}: ${parameter}`);
  }

  get status(): number {
    return STATUS[this.reason];
  }
}
