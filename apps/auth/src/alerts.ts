import type { Logger } from '#libs/logging';
import { maskCallerNumber } from './domain/caller-number.js';
import type { Alert } from './domain/verification-records.js';

/** Writes alerts where those who watch the service look for them: one structured line each, never a whole number. */
export function alertsTo(logger: Logger): (alert: Alert) => void {
  return (alert) => {
    const shown = 'callerNumber' in alert ? { ...alert, callerNumber: maskCallerNumber(alert.callerNumber) } : alert;
    logger.warn(shown, 'alert');
  };
}
