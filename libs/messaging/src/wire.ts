/** Names on the wire; a written contract for teams outside this repository (docs/service-apis.md). */
export const HEADER = {
  /** When the asker stops waiting, milliseconds since 1970; a later request is not done (S28). */
  deadline: 'Deadline',
  /** Ties one call's logs together across services. */
  correlationId: 'Correlation-Id',
} as const;

/** The largest message either end sends or reads, in bytes (S27). */
export const MAX_MESSAGE_BYTES = 64 * 1024;
