import { contextOf } from '../heard/transfer-context.js';
import type { WhatWasSaid } from '../heard/what-was-said.js';
import { type Heard, type HeardPart, type PhoneLine, RepetitionDiffers, type TransferEnd } from '../../phone-line.js';
import {
  HookFailed,
  type JambonzAccount,
  type JambonzAnswer,
  type JambonzRequest,
  JambonzRequests,
} from './jambonz-requests.js';
import { addressOf, type Dial, type Gather, parseVerbs, type Verb } from './verbs.js';

const DIAL_RESULT: Record<TransferEnd, { dial_call_status: string; dial_sip_status: number }> = {
  answered: { dial_call_status: 'completed', dial_sip_status: 200 },
  busy: { dial_call_status: 'busy', dial_sip_status: 486 },
  noAnswer: { dial_call_status: 'no-answer', dial_sip_status: 480 },
  failed: { dial_call_status: 'failed', dial_sip_status: 503 },
};

export interface JambonzLineParts {
  account: JambonzAccount;
  from: string;
  said: WhatWasSaid;
  /** The queue behind a destination, for whoever knows. */
  queueOf: (destination: string) => string | undefined;
  outcomeOf?: (callSid: string) => Promise<string | undefined>;
}

/** What the call waits for. */
type Waiting = { for: 'keys'; gather: Gather } | { for: 'transfer'; dial: Dial };

/**
 * A call over jambonz, as its protocol sheet describes the feature server: verbs run one after the other, the answer to a
 * hook replaces the rest. Written from the sheet and not from our adapter. Nothing is fetched but the verbs.
 */
export class JambonzLine implements PhoneLine {
  private readonly requests: JambonzRequests;
  private waiting: Waiting | undefined;
  private rest: readonly Verb[] = [];
  private typed = '';
  /** Since the prompt ended, or since the last key once there are enough; milliseconds. */
  private quietMs = 0;
  private over = false;
  private last: { request: JambonzRequest; answer: JambonzAnswer } | undefined;

  constructor(private readonly parts: JambonzLineParts) {
    this.requests = new JambonzRequests(parts.account, parts.from);
  }

  async start(): Promise<Heard[]> {
    const { serviceNumber, publicUrl } = this.parts.account;
    const sip = { method: 'INVITE', headers: { from: this.parts.from }, calledNumber: serviceNumber, body: 'v=0\r\n' };
    const ringing = { sip, caller_name: '', sip_status: 100, sip_reason: 'Trying', call_status: 'trying' };
    return this.report(`${publicUrl}/telephony/jambonz/call`, ringing);
  }

  /** Keys after the one that ended a gather come while none listens, and are lost. */
  async press(keys: string): Promise<Heard[]> {
    for (const key of keys) {
      if (this.waiting?.for !== 'keys') return [];
      const { gather } = this.waiting;
      const { numDigits, maxDigits, minDigits = Infinity } = gather;
      if (key === gather.finishOnKey) return this.endGather({ reason: 'dtmfDetected', digits: this.typed });
      this.typed += key;
      if (this.typed.length === numDigits || this.typed.length === maxDigits)
        return this.endGather({ reason: 'dtmfDetected', digits: this.typed });
      if (this.typed.length >= minDigits) this.quietMs = 0;
    }
    return [];
  }

  async silence(): Promise<Heard[]> {
    if (this.waiting?.for !== 'keys') return [];
    return this.wait(this.patienceMs(this.waiting.gather) - this.quietMs);
  }

  async wait(ms: number): Promise<Heard[]> {
    this.quietMs += ms;
    if (this.waiting?.for !== 'keys' || this.quietMs < this.patienceMs(this.waiting.gather)) return [];
    const isEnough = this.typed.length >= (this.waiting.gather.minDigits ?? Infinity);
    return this.endGather(isEnough ? { reason: 'dtmfDetected', digits: this.typed } : { reason: 'timeout' });
  }

  async transferEnded(end: TransferEnd): Promise<Heard[]> {
    if (this.waiting?.for !== 'transfer') return [];
    const { dial } = this.waiting;
    if (dial.actionHook === undefined) return this.run();
    const result = { ...DIAL_RESULT[end], dial_call_sid: '00000000-0000-4000-8000-000000000001' };
    return this.report(addressOf(dial.actionHook), { ...result, ...idOf(dial) });
  }

  async hangUp(): Promise<void> {
    await this.endOfCall('caller');
  }

  async repeat(): Promise<void> {
    if (!this.last) throw new Error('nothing was delivered yet');
    const again = await this.requests.send(this.last.request);
    const { answer } = this.last;
    if (again.status !== answer.status || again.body !== answer.body)
      throw new RepetitionDiffers(
        `the same request was answered with ${answer.status}, then in another way with ${again.status}`,
      );
  }

  async outcome(): Promise<string | undefined> {
    return this.parts.outcomeOf?.(this.requests.callSid);
  }

  /** How long it stays quiet: from the key on that makes enough, the time between digits counts in place of the whole. */
  private patienceMs({ minDigits, interDigitTimeout, timeout }: Gather): number {
    const isEnough = minDigits !== undefined && this.typed.length >= minDigits;
    return (isEnough && interDigitTimeout !== undefined ? interDigitTimeout : timeout) * 1_000;
  }

  private async endGather(result: Record<string, unknown>): Promise<Heard[]> {
    if (this.waiting?.for !== 'keys') return [];
    const { gather } = this.waiting;
    return this.report(addressOf(gather.actionHook), { ...result, ...idOf(gather) });
  }

  /** Calls a hook and goes on with its verbs. */
  private async report(hook: string, result: Record<string, unknown>): Promise<Heard[]> {
    const { request, ...answer } = await this.requests.post(hook, result);
    this.last = { request, answer };
    this.rest = verbsOf(answer, hook);
    return this.run();
  }

  /** Runs the verbs to where they wait, or to their end, which is the end of the call. */
  private async run(): Promise<Heard[]> {
    const parts: HeardPart[] = [];
    this.waiting = undefined;
    this.typed = '';
    this.quietMs = 0;
    for (;;) {
      const [verb, ...rest] = this.rest;
      this.rest = rest;
      switch (verb?.verb) {
        case 'play':
        case 'say':
          parts.push(...this.heard(verb));
          break;
        case 'gather': {
          this.waiting = { for: 'keys', gather: verb };
          parts.push(...this.heard(verb.play ?? verb.say));
          return [{ parts, awaits: { kind: 'keys', digits: verb.maxDigits ?? verb.numDigits ?? 1 } }];
        }
        case 'dial':
          this.waiting = { for: 'transfer', dial: verb };
          return [{ parts, awaits: this.transferOf(verb) }];
        case 'hangup':
        case undefined:
          await this.endOfCall('jambonz');
          return [{ parts, awaits: { kind: 'over' } }];
      }
    }
  }

  private heard(prompt: Gather['play'] | Gather['say']): HeardPart[] {
    if (!prompt) return [];
    const { said } = this.parts;
    if ('url' in prompt) return [prompt.url].flat().map((url) => said.played(url));
    const { text, synthesizer } = prompt;
    return text.split('\n').map((sentence) => said.spoken(sentence, synthesizer?.language ?? 'en-US'));
  }

  private transferOf({ target: [target], headers }: Dial): Heard['awaits'] {
    const destination = target?.type === 'sip' ? target.sipUri : (target?.number ?? '');
    const context = target?.type === 'sip' ? contextOf(new Map(Object.entries(headers))) : undefined;
    return { kind: 'transfer', destination, queue: this.parts.queueOf(destination), context };
  }

  /** The call-status hook of the application; what is answered is not looked at. */
  private async endOfCall(by: 'caller' | 'jambonz'): Promise<void> {
    if (this.over) return;
    this.over = true;
    this.waiting = undefined;
    const ended = { call_status: 'completed', call_termination_by: by, duration: 42 };
    const { status } = await this.requests.post(`${this.parts.account.publicUrl}/telephony/jambonz/status`, ended);
    if (status !== 200 && status !== 204) throw new HookFailed(`the call status was answered with ${status}`);
  }
}

const idOf = ({ id }: { id?: string | undefined }): Record<string, string> => (id === undefined ? {} : { verb_id: id });

function verbsOf({ status, type, body }: JambonzAnswer, hook: string): Verb[] {
  if (status !== 200) throw new HookFailed(`${hook} answered with ${status}`);
  if (!type.includes('application/json')) throw new HookFailed(`${hook} answered with ${type}`);
  return parseVerbs(body);
}
