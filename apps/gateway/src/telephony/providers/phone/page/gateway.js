/* global AbortSignal, location, performance */
// How the phone speaks with the gateway: one report for each thing that happens, one answer to each.

const TRIES = 3;
const ANSWER_MS = 15_000;

/** The gateway refused a report; `status` says how. */
export class Refused extends Error {
  constructor(status) {
    super(`the gateway refused: ${status}`);
    this.status = status;
  }
}

/** An address of the gateway as seen from here: it may know itself by another name than this page does. */
export function pathOf(address) {
  const { pathname, search } = new URL(address, location.href);
  return pathname + search;
}

/**
 * Posts a report and returns the answer, undefined if there is none to expect. The same report is sent again when the
 * network fails or the gateway does: it is taken once and answered the same.
 */
export async function report(address, content, onExchange) {
  const path = pathOf(address);
  for (let attempt = 1; ; attempt += 1) {
    const startedAt = performance.now();
    const told = (status, answer) =>
      onExchange({ path, content, attempt, status, answer, ms: Math.round(performance.now() - startedAt) });
    try {
      const response = await fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(content),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const answer = response.status === 200 ? await response.json() : undefined;
      told(response.status, answer);
      if (response.ok) return answer;
      if (response.status < 500) throw new Refused(response.status);
    } catch (error) {
      if (error instanceof Refused) throw error;
      told('no answer', undefined);
    }
    if (attempt >= TRIES) throw new Refused('no answer');
    await new Promise((resolve) => setTimeout(resolve, attempt * 500));
  }
}

/** The last thing a page can say as it closes. */
export function reportOnLeaving(address, content) {
  void fetch(pathOf(address), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(content),
    keepalive: true,
  });
}
