import type { TransferContext } from '../../turn.js';

/** Twilio takes about a kilobyte of headers; the path is what may be cut. */
const MOST_CHARACTERS = 1_000;

/**
 * A SIP address with what the agent receives as `X-` headers (requirements 6.1, D40). Everything comes from our own state,
 * and nothing that is not a plain character gets into a header.
 */
export function sipAddressWithContext(address: string, context: TransferContext): string {
  const headers: [string, string][] = [
    ['X-Call-Id', context.callId],
    ['X-Caller-Number', context.callerNumber ?? ''],
    ['X-Caller-Number-Class', context.callerNumberClass],
    ['X-Language', context.language],
    ['X-Intent', context.intent],
    ['X-Seconds-In-Service', String(context.secondsInService)],
    ['X-Verified', context.verified ? 'yes' : 'no'],
    ['X-Verification-Level', context.level ?? ''],
    ['X-Client-Number', context.clientNumber ?? ''],
    ['X-Card-Last-Four', context.cardLastFour ?? ''],
    ['X-Last-Prompt', context.lastPrompt ?? ''],
    ['X-Reference', context.reference ?? ''],
  ];
  const query = headers.filter(([, value]) => value !== '').map(([name, value]) => `${name}=${headerValue(value)}`);
  const room = MOST_CHARACTERS - query.join('&').length - '&X-Path='.length;
  const path = newestSteps(context.path, room);
  if (path !== '') query.push(`X-Path=${path}`);
  return `${address}${address.includes('?') ? '&' : '?'}${query.join('&')}`;
}

/** The intents from answer to transfer, the oldest left out if there are too many. */
function newestSteps(path: readonly string[], room: number): string {
  const steps = path.map(headerValue);
  while (steps.join('%2C').length > room) steps.shift();
  return steps.join('%2C');
}

function headerValue(value: string): string {
  return encodeURIComponent(value.replace(/[^\w.+:@ -]/g, '_').slice(0, 120));
}
