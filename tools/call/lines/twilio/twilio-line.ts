import { type Heard, type HeardPart, type PhoneLine, RepetitionDiffers, type TransferEnd } from '../../phone-line.js';
import { type DialVerb, type GatherVerb, parseTwiml, type Verb } from './twiml.js';
import {
  type TwilioAccount,
  type TwilioAnswer,
  type TwilioRequest,
  TwilioRequests,
  WebhookFailed,
} from './twilio-requests.js';
import { contextOf } from '../heard/transfer-context.js';
import type { WhatWasSaid } from '../heard/what-was-said.js';

/** Documents one event may lead through; more is a circle of Redirects. */
const MOST_DOCUMENTS = 10;

const DIAL_STATUS: Record<TransferEnd, string> = {
  answered: 'completed',
  busy: 'busy',
  noAnswer: 'no-answer',
  failed: 'failed',
};

export interface TwilioLineParts {
  account: TwilioAccount;
  from: string;
  said: WhatWasSaid;
  /**
   * Keys pressed while no Gather listens: `kept` for the next one, or `lost`. Twilio's documentation promises neither.
   */
  keysBetweenAnswers: 'kept' | 'lost';
  /** The queue behind a destination, for whoever knows. */
  queueOf: (destination: string) => string | undefined;
  outcomeOf?: (callSid: string) => Promise<string | undefined>;
}

/** What the call waits for. */
type Waiting =
  | { for: 'keys'; gather: GatherVerb; rest: readonly Verb[] }
  | { for: 'transfer'; dial: DialVerb; rest: readonly Verb[] };

/**
 * A call over Twilio, as its protocol sheet describes it: documents run verb by verb, a Gather collects, a Redirect goes
 * on. Written from the sheet and not from our adapter. Nothing is fetched but the documents.
 */
export class TwilioLine implements PhoneLine {
  private readonly requests: TwilioRequests;
  private waiting: Waiting | undefined;
  private typed = '';
  private quietMs = 0;
  private over = false;
  private last: { request: TwilioRequest; answer: TwilioAnswer } | undefined;

  constructor(private readonly parts: TwilioLineParts) {
    this.requests = new TwilioRequests(parts.account, parts.from);
  }

  get callSid(): string {
    return this.requests.callSid;
  }

  async start(): Promise<Heard[]> {
    return this.follow(`${this.parts.account.publicUrl}/telephony/twilio/call`, { CallStatus: 'ringing' });
  }

  async press(keys: string): Promise<Heard[]> {
    this.quietMs = 0;
    const heard: Heard[] = [];
    for (const key of keys) {
      if (this.waiting?.for !== 'keys') break;
      this.typed += key;
      const { gather } = this.waiting;
      const isFinish = gather.finishOnKey.includes(key);
      const isFull = gather.numDigits !== undefined && this.typed.length >= gather.numDigits;
      if (!isFinish && !isFull) continue;
      const digits = isFinish ? this.typed.slice(0, -1) : this.typed;
      this.typed = '';
      heard.push(...(await this.endGather(digits, isFinish ? key : '')));
      if (this.parts.keysBetweenAnswers === 'lost') break;
    }
    return heard;
  }

  async silence(): Promise<Heard[]> {
    if (this.waiting?.for !== 'keys') return [];
    return this.wait(this.waiting.gather.timeoutMs - this.quietMs);
  }

  async wait(ms: number): Promise<Heard[]> {
    this.quietMs += ms;
    if (this.waiting?.for !== 'keys' || this.quietMs < this.waiting.gather.timeoutMs) return [];
    const digits = this.typed;
    this.typed = '';
    return this.endGather(digits, '');
  }

  async transferEnded(end: TransferEnd): Promise<Heard[]> {
    if (this.waiting?.for !== 'transfer') return [];
    const { dial, rest } = this.waiting;
    if (dial.action === undefined) return this.run(rest, []);
    const more: Record<string, string> = end === 'answered' ? { DialCallDuration: '42', DialBridged: 'true' } : {};
    return this.follow(dial.action, { DialCallStatus: DIAL_STATUS[end], DialCallSid: `CA${'0'.repeat(32)}`, ...more });
  }

  async hangUp(): Promise<void> {
    await this.endOfCall();
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
    return this.parts.outcomeOf?.(this.callSid);
  }

  /** A Gather that got nothing calls its action only where asked to; else the verbs behind it are run. */
  private async endGather(digits: string, finishKey: string): Promise<Heard[]> {
    if (this.waiting?.for !== 'keys') return [];
    const { gather, rest } = this.waiting;
    if (digits === '' && !gather.actionOnEmptyResult) return this.run(rest, []);
    if (gather.action === undefined)
      throw new WebhookFailed('a Gather without an action repeats its own document for ever');
    return this.follow(gather.action, { Digits: digits, FinishedOnKey: finishKey, msg: 'Gather End' });
  }

  private async follow(url: string, form: Record<string, string>): Promise<Heard[]> {
    const { request, ...answer } = await this.requests.post(url, form);
    this.last = { request, answer };
    return this.run(documentOf(answer, url), []);
  }

  /** Runs a document to where it waits, or to its end, which is the end of the call. */
  private async run(document: readonly Verb[], before: readonly HeardPart[]): Promise<Heard[]> {
    let verbs = document;
    const parts = [...before];
    for (let documents = 1; ;) {
      const [verb, ...rest] = verbs;
      this.waiting = undefined;
      this.quietMs = 0;
      switch (verb?.verb) {
        case 'Say':
        case 'Play':
          parts.push(this.heard(verb));
          verbs = rest;
          break;
        case 'Pause':
          verbs = rest;
          break;
        case 'Gather':
          this.waiting = { for: 'keys', gather: verb, rest };
          parts.push(...verb.prompts.flatMap((prompt) => (prompt.verb === 'Pause' ? [] : [this.heard(prompt)])));
          return [{ parts, awaits: { kind: 'keys', digits: verb.numDigits ?? 1 } }];
        case 'Dial':
          this.waiting = { for: 'transfer', dial: verb, rest };
          return [{ parts, awaits: this.transferOf(verb) }];
        case 'Redirect': {
          if (++documents > MOST_DOCUMENTS) throw new WebhookFailed('Redirects without end');
          const { request, ...answer } = await this.requests.post(verb.url, {});
          this.last = { request, answer };
          verbs = documentOf(answer, verb.url);
          break;
        }
        case 'Hangup':
        case undefined:
          await this.endOfCall();
          return [{ parts, awaits: { kind: 'over' } }];
      }
    }
  }

  private heard(verb: Extract<Verb, { verb: 'Say' | 'Play' }>): HeardPart {
    return verb.verb === 'Say' ? this.parts.said.spoken(verb.text, verb.language) : this.parts.said.played(verb.url);
  }

  private transferOf({ destination }: DialVerb): Heard['awaits'] {
    const [address = '', query = ''] = destination.split('?');
    const context = address.startsWith('sip') ? contextOf(new URLSearchParams(query)) : undefined;
    return { kind: 'transfer', destination: address, queue: this.parts.queueOf(address), context };
  }

  /** What the account is set to be told when a call is over. */
  private async endOfCall(): Promise<void> {
    if (this.over) return;
    this.over = true;
    this.waiting = undefined;
    const { status } = await this.requests.post(`${this.parts.account.publicUrl}/telephony/twilio/status`, {
      CallStatus: 'completed',
      CallDuration: '60',
      Duration: '1',
      SequenceNumber: '0',
      Timestamp: new Date().toUTCString(),
      CallbackSource: 'call-progress-events',
    });
    if (status !== 200 && status !== 204) throw new WebhookFailed(`the call status was answered with ${status}`);
  }
}

function documentOf({ status, type, body }: TwilioAnswer, url: string): Verb[] {
  if (status !== 200) throw new WebhookFailed(`11200: ${url} answered with ${status}`);
  if (!/^(text|application)\/xml\b/.test(type)) throw new WebhookFailed(`12300: ${url} answered with ${type}`);
  return parseTwiml(body);
}
