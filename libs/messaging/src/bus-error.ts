/** A refusal that crosses the bus: a code of the contract, never a text from inside (S27). */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  constructor(
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

/** Nobody answered in time, or nobody is there. The asker does not know whether anything was done. */
export class ServiceUnavailable extends Error {
  override readonly name = 'ServiceUnavailable';
  constructor(
    readonly subject: string,
    readonly why: 'timeout' | 'nobody-listens' | 'disconnected' | 'answered-unavailable' | 'unreadable-reply',
    options?: ErrorOptions,
  ) {
    super(`${subject}: ${why}`, options);
  }
}
