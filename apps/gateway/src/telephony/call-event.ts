import type { Attestation } from '#libs/contracts';

/** How an entry of digits ended at the provider. Digits may be fewer than were asked for: the flow checks, never the provider. */
export type FinishedBy = 'length' | 'key' | 'timeout';

export type TransferOutcome = 'answered' | 'busy' | 'noAnswer' | 'failed';

/** Everything a telephony provider can report, in our words. `at` is when the gateway received it, ms since 1970. */
export type CallEvent =
  | {
      kind: 'started';
      at: number;
      providerCallId: string;
      /** As the provider reported it; empty when withheld. Never trusted (S16). */
      callerNumber: string;
      dialledNumber: string;
      attestation: Attestation;
    }
  | {
      kind: 'input';
      at: number;
      /** Keys `0`-`9`, `*`, `#` in the order pressed, without the finish key. */
      digits: string;
      finishedBy: FinishedBy;
      /** The key that ended the entry, when one did. */
      finishKey?: '#' | '*';
    }
  | { kind: 'noInput'; at: number }
  | { kind: 'transferEnded'; at: number; outcome: TransferOutcome }
  | { kind: 'ended'; at: number; by: 'caller' | 'provider' };

export type CallEventKind = CallEvent['kind'];
