import type { VerificationMatrix } from './verification-matrix.js';

/** What the bank may set of requirements 4.3 to 4.5; checked when the service starts. */
export interface VerificationPolicy {
  /** Failed verifications that close self-service for the call. */
  readonly maxFailuresInCall: number;
  /** Failed verifications in 24 hours that block a caller number for 24 hours. */
  readonly maxFailuresOfNumber: number;
  /** Different cards a caller number may try in 24 hours. */
  readonly maxCardsOfNumber: number;
  /** Failed verifications in five minutes, from unregistered numbers together, above which they are suspended. */
  readonly maxFailuresOfUnregistered: number;
  readonly pin: {
    /** Consecutive wrong PINs that lock a card. */
    readonly maxFailures: number;
    /** Wrong PINs since the last right one that lock a card until staff release it (S11). */
    readonly maxFailuresTotal: number;
    /** How long a lock lasts, in hours; 0: until staff release it. */
    readonly lockHours: number;
  };
  readonly withheldNumber: 'refuse' | 'as_unregistered';
  readonly clientNumber: {
    readonly onlyWithoutActiveCard: boolean;
    /** Days after a number was changed during which it gives no access by client number; 0: none. */
    readonly quarantineDays: number;
  };
  readonly matrix: VerificationMatrix;
  readonly adultAge: number;
  /** Life of a grant, in minutes (`call.maxMinutes`). */
  readonly grantMinutes: number;
  /** IANA name of bank time. */
  readonly timezone: string;
}
