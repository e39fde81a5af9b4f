import type { IncomingMessage } from 'node:http';

const deadlines = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/** Longest time a file may take, milliseconds; one that stalls is cut off by the socket's own limit long before. */
const FILE_MS = 30 * 60_000;

/** Cuts a request off that has not come whole by then (S22). */
export function setDeadline(request: IncomingMessage, ms: number): void {
  clearTimeout(deadlines.get(request));
  const deadline = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, ms);
  deadline.unref();
  request.once('close', () => clearTimeout(deadline));
  deadlines.set(request, deadline);
}

/** For whoever may send a file. */
export function liftDeadline(request: IncomingMessage): void {
  setDeadline(request, FILE_MS);
}
