import type { TransferContext } from './turn.js';

/** Longest value of one header, characters. */
const MOST_VALUE = 120;

/**
 * What the agent receives as `X-` headers of the leg to them (requirements 6.1, D40), values empty ones left out. They come
 * from our own state alone, and nothing but plain characters gets into one, so no value can open another header (S23).
 * @param mostCharacters room for names and values together; the oldest intents of the path are left out first.
 */
export function transferHeaders(context: TransferContext, mostCharacters: number): [name: string, value: string][] {
  const all: [string, string][] = [
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
  const headers = all
    .filter(([, value]) => value !== '')
    .map(([name, value]): [string, string] => [name, plain(value).slice(0, MOST_VALUE)]);
  const used = headers.reduce((sum, [name, value]) => sum + name.length + encodeURIComponent(value).length + 2, 0);
  const path = newestSteps(context.path, mostCharacters - used - 'X-Path='.length);
  return path === '' ? headers : [...headers, ['X-Path', path]];
}

/** The intents from answer to transfer, the oldest left out if there are too many. */
function newestSteps(path: readonly string[], room: number): string {
  const steps = path.map(plain);
  while (encodeURIComponent(steps.join(',')).length > room) steps.shift();
  return steps.join(',');
}

function plain(value: string): string {
  return value.replace(/[^\w.+:@ -]/g, '_');
}
