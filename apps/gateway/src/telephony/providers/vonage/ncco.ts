/** Speaks or plays; `bargeIn` stays on from the first action that has it up to the input behind. */
type Talk = {
  action: 'talk';
  text: string;
  language: string;
  style: number;
  premium: boolean;
  bargeIn?: true;
};
type Stream = { action: 'stream'; streamUrl: [string]; bargeIn?: true };

/** An action that is heard. */
export type Prompt = Talk | Stream;

interface Input {
  action: 'input';
  type: ['dtmf'];
  dtmf: { timeOut: number; maxDigits: number; submitOnHash: boolean };
  mode: 'synchronous';
  eventUrl: [string];
  eventMethod: 'POST';
}

interface Connect {
  action: 'connect';
  endpoint: [{ type: 'phone'; number: string } | { type: 'sip'; uri: string; headers: Record<string, string> }];
  from?: string;
  timeout: number;
  limit: number;
  eventType: 'synchronous';
  eventUrl: [string];
  eventMethod: 'POST';
}

/** Everything we answer with: a closed list. There is none for hanging up; the end of the list is the end of the call. */
export type Action = Prompt | Input | Connect;

/** Speaks with a voice of Vonage's. A text that began with a bracket would be read as markup. */
export function talk(voice: { language: string; style: number; premium: boolean }, text: string): Talk {
  return { action: 'talk', text: text.replaceAll('<', ' '), ...voice };
}

/** Plays a file; Vonage takes exactly one address. */
export function stream(url: string): Stream {
  return { action: 'stream', streamUrl: [url] };
}

/** The longest and the shortest wait Vonage takes, seconds. */
const MOST_WAIT = 10;
const LEAST_WAIT = 1;

/** Collects keys. The one timer begins anew with every key. */
export function input(wanted: { digits: number; waitMs: number; endsByHash: boolean }, eventUrl: string): Input {
  const timeOut = Math.min(MOST_WAIT, Math.max(LEAST_WAIT, Math.ceil(wanted.waitMs / 1_000)));
  return {
    action: 'input',
    type: ['dtmf'],
    dtmf: { timeOut, maxDigits: wanted.digits, submitOnHash: wanted.endsByHash },
    mode: 'synchronous',
    eventUrl: [eventUrl],
    eventMethod: 'POST',
  };
}

/** The longest conversation Vonage connects, and the shortest time it lets ring; seconds. */
const MOST_CONNECTED = 7_200;
const LEAST_RING = 3;

/** Rings a number or a SIP address; with `synchronous` the answer to a failure replaces what is left. */
export function connect(
  endpoint: Connect['endpoint'][0],
  limits: { ringSeconds: number; mostSeconds: number; callerId: string | undefined },
  eventUrl: string,
): Connect {
  const { ringSeconds, mostSeconds, callerId } = limits;
  return {
    action: 'connect',
    endpoint: [endpoint],
    ...(callerId === undefined ? {} : { from: withoutSign(callerId) }),
    timeout: Math.max(LEAST_RING, ringSeconds),
    limit: Math.min(MOST_CONNECTED, mostSeconds),
    eventType: 'synchronous',
    eventUrl: [eventUrl],
    eventMethod: 'POST',
  };
}

/** Vonage writes numbers without their `+`. */
export function withoutSign(number: string): string {
  return number.replace(/^\+/, '');
}
