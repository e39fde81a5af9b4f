import type { Delivery, Outcome } from './delivery.js';

/** Pauses and limits of `security.md` §3, in seconds; settings, as tests and small banks have other patience. */
export interface DeliveryLimits {
  readonly maxAttempts: number;
  readonly firstPauseSeconds: number;
  readonly longestPauseSeconds: number;
  readonly unknownPauseSeconds: number;
}

/** What becomes of a delivery after a taking; `inSeconds`: when it is taken up again. */
export type NextStep =
  | { readonly state: 'sent' }
  | { readonly state: 'dead' }
  | { readonly state: 'queued'; readonly inSeconds: number; readonly counted: boolean }
  | { readonly state: 'unknown'; readonly inSeconds: number | null };

/** A server that takes no more connections is asked again soon: fewer are held by then. */
const BUSY_SECONDS = 2;

/**
 * Decides from what happened (security.md §3): refused is dead at once, deferred grows its pause and is dead after the
 * last attempt, unknown is tried once more and then left to staff, postponed costs nothing.
 * @param random a number from 0 to 1, so that what failed together does not come back together.
 */
export function nextStep(
  delivery: Pick<Delivery, 'attempts' | 'takings' | 'timesUncertain'>,
  outcome: Outcome,
  limits: DeliveryLimits,
  random: number,
): NextStep {
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent' };
    case 'refused':
      return { state: 'dead' };
    case 'deferred':
      if (delivery.attempts >= limits.maxAttempts) return { state: 'dead' };
      return { state: 'queued', counted: true, inSeconds: pause(delivery.attempts, limits, random) };
    case 'unknown':
      return { state: 'unknown', inSeconds: delivery.timesUncertain > 0 ? null : limits.unknownPauseSeconds };
    case 'postponed':
      return { state: 'queued', counted: false, inSeconds: postponement(delivery, outcome.because, limits, random) };
  }
}

function postponement(
  delivery: Pick<Delivery, 'takings'>,
  because: Extract<Outcome, { kind: 'postponed' }>['because'],
  limits: DeliveryLimits,
  random: number,
): number {
  switch (because) {
    // Whoever watches the server decides when it is asked again; the delivery itself is due.
    case 'server-away':
    case 'stopping':
      return 0;
    case 'server-busy':
      return BUSY_SECONDS * (0.5 + random);
    case 'data-away':
      return pause(delivery.takings, limits, random);
  }
}

/** Doubles with each time, from the first pause to the longest, give or take a fifth. */
function pause(times: number, limits: DeliveryLimits, random: number): number {
  const grown = limits.firstPauseSeconds * 2 ** Math.min(Math.max(times - 1, 0), 30);
  return Math.min(grown, limits.longestPauseSeconds) * (0.8 + 0.4 * random);
}
