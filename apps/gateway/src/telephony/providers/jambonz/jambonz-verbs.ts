/** Where what is spoken comes from: our audio, or a voice of the account. */
export interface Synthesizer {
  vendor: string;
  language: string;
  voice: string;
}

interface Play {
  verb: 'play';
  url: string[];
}

interface Say {
  verb: 'say';
  text: string;
  synthesizer: Synthesizer;
}

/** A verb that is heard. A key does not cut it, and keys pressed meanwhile are lost. */
export type Prompt = Play | Say;

interface Gather {
  verb: 'gather';
  id: string;
  input: ['digits'];
  numDigits?: 1;
  minDigits?: 1;
  maxDigits?: number;
  interDigitTimeout?: number;
  finishOnKey?: '#';
  timeout: number;
  dtmfBargein: true;
  listenDuringPrompt: true;
  actionHook: string;
  play?: Omit<Play, 'verb'>;
  say?: Omit<Say, 'verb'>;
}

interface Dial {
  verb: 'dial';
  id: string;
  target: [{ type: 'phone'; number: string } | { type: 'sip'; sipUri: string }];
  callerId?: string;
  timeout: number;
  timeLimit: number;
  headers?: Record<string, string>;
  actionHook: string;
}

/** Everything we answer with: a closed list, in the types the feature server checks (a `"5"` for a 5 ends the call). */
export type Verb = Prompt | Gather | Dial | { verb: 'hangup' };

/** Plays files one after the other. */
export function play(url: string[]): Play {
  return { verb: 'play', url };
}

/** Speaks with a voice of the account. A text that began with a bracket would be read as markup. */
export function say(synthesizer: Synthesizer, sentences: readonly string[]): Say {
  return { verb: 'say', text: sentences.join('\n').replaceAll('<', ' '), synthesizer };
}

/**
 * Collects keys. Without `minDigits` the wait between digits would not be kept, and keys that came would be reported as a
 * silence; with one digit neither matters.
 */
export function gather(
  wanted: { digits: number; endsByHash: boolean; firstDigitMs: number; interDigitMs: number },
  actionHook: string,
  prompt: Prompt | undefined,
): Gather {
  const { digits, endsByHash } = wanted;
  const several = { minDigits: 1, maxDigits: digits, interDigitTimeout: seconds(wanted.interDigitMs) } as const;
  return {
    verb: 'gather',
    ...answeredAt(actionHook),
    input: ['digits'],
    ...(digits === 1 ? { numDigits: 1 } : several),
    ...(endsByHash ? { finishOnKey: '#' } : {}),
    timeout: seconds(wanted.firstDigitMs),
    dtmfBargein: true,
    listenDuringPrompt: true,
    ...nested(prompt),
  };
}

/** Rings a number or a SIP address; the hook is called when it ends, however it ends. */
export function dial(
  destination: { number: string } | { sipUri: string; headers: Record<string, string> },
  limits: { ringSeconds: number; mostSeconds: number; callerId: string | undefined },
  actionHook: string,
): Dial {
  const { ringSeconds, mostSeconds, callerId } = limits;
  const isSip = 'sipUri' in destination;
  return {
    verb: 'dial',
    ...answeredAt(actionHook),
    target: [isSip ? { type: 'sip', sipUri: destination.sipUri } : { type: 'phone', number: destination.number }],
    ...(callerId === undefined ? {} : { callerId }),
    timeout: ringSeconds,
    timeLimit: mostSeconds,
    ...(isSip ? { headers: destination.headers } : {}),
  };
}

export const HANG_UP = { verb: 'hangup' } as const;

/** A gateway that cannot be reached or answers with an error is tried twice more: another instance may take the step. */
const RETRIES = '#rc=2&rp=ct,5xx';

function answeredAt(actionHook: string): { id: string; actionHook: string } {
  const id = verbIdOf(actionHook);
  if (id === undefined) throw new TypeError('a verb is answered at an address of its own');
  return { id, actionHook: `${actionHook}${RETRIES}` };
}

/** The id of the verb whose result an address of ours is for: it comes back signed, unlike the address itself. */
export function verbIdOf(address: string): string | undefined {
  return /\/telephony\/jambonz\/((?:calls|last-resort)\/.*)$/s.exec(address)?.[1];
}

function nested(prompt: Prompt | undefined): Pick<Gather, 'play' | 'say'> {
  switch (prompt?.verb) {
    case 'play':
      return { play: { url: prompt.url } };
    case 'say':
      return { say: { text: prompt.text, synthesizer: prompt.synthesizer } };
    case undefined:
      return {};
  }
}

const seconds = (ms: number): number => Math.ceil(ms / 1_000);
