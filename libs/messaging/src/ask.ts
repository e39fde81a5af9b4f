import type { ReplyOf, RequestContract, RequestInputOf } from '#libs/contracts';
import { durations, inSpan, passTraceOn, timed } from '#libs/telemetry';
import type { NatsConnection } from '@nats-io/transport-node';
import { RequestRefused } from './bus-error.js';
import { type AskOptions, exchange } from './exchange.js';
import { carrierOf } from './trace-headers.js';

const answered = durations('bus_request_duration_seconds', 'How long another service took to answer.', [
  'subject',
  'outcome',
]);

/**
 * The only way a service sends a request (S28): parsed at both ends, always with a deadline, in Nest's wire format.
 * @throws RequestRefused with a code of the contract.
 * @throws ServiceUnavailable when no usable answer came in time.
 */
export async function ask<C extends RequestContract>(
  bus: NatsConnection,
  contract: C,
  request: RequestInputOf<C>,
  options: AskOptions = {},
): Promise<ReplyOf<C>> {
  const addHeaders: AskOptions['addHeaders'] = (head) => passTraceOn(carrierOf(head));
  return inSpan({ name: contract.subject, kind: 'asks' }, () =>
    timed(
      () => exchange(bus, contract, request, { ...options, addHeaders }),
      (seconds, failure) => answered.observe({ subject: contract.subject, outcome: outcomeOf(failure) }, seconds),
    ),
  );
}

function outcomeOf(failure: unknown): 'answered' | 'refused' | 'unavailable' {
  if (failure === undefined) return 'answered';
  return failure instanceof RequestRefused ? 'refused' : 'unavailable';
}
