import type { CallEvent } from '../../call-event.js';
import type { PhoneOptions } from './phone.config.js';
import type { CallReport, InputReport } from './phone-report.schema.js';

/** A call came in; where the page may not say its number, it is withheld. */
export function toStarted(
  report: CallReport,
  options: Pick<PhoneOptions, 'dialledNumber' | 'presentsNumbers'>,
  at: number,
): CallEvent & { kind: 'started' } {
  return {
    kind: 'started',
    at,
    providerCallId: report.call,
    callerNumber: options.presentsNumbers ? report.callerNumber : '',
    dialledNumber: options.dialledNumber,
    // Nobody vouches for the number, as for most calls outside North America.
    attestation: 'unknown',
  };
}

/** Keys were pressed. */
export function toInput({ digits, finishedBy, finishKey }: InputReport, at: number): CallEvent & { kind: 'input' } {
  return { kind: 'input', at, digits, finishedBy, ...(finishKey === undefined ? {} : { finishKey }) };
}
