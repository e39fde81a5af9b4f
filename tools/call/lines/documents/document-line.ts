import { type Heard, type HeardPart, type PhoneLine, RepetitionDiffers, type TransferEnd } from '../../phone-line.js';
import { contextOf } from '../heard/transfer-context.js';
import type { WhatWasSaid } from '../heard/what-was-said.js';
import { type DialVerb, type GatherVerb, type Verb, WebhookFailed } from './verbs.js';
import type { Form, SignedRequest, WebhookAnswer, Webhooks } from './webhooks.js';

/** Documents one event may lead through; more is a circle of Redirects. */
const MOST_DOCUMENTS = 10;

/** One call leg as a provider keeps it: what its requests say, and how its documents are read. */
export interface Leg {
  readonly callId: string;
  readonly webhooks: Webhooks;
  /** The first address, and the one for the call status; absolute. */
  readonly addresses: { call: string; status: string };
  parse(document: string): Verb[];
  /** The forms of what can happen. */
  readonly forms: {
    first(): Form;
    keys(digits: string, finishKey: string): Form;
    redirected(): Form;
    dialled(end: TransferEnd): Form;
    ended(): Form;
  };
}

export interface DocumentLineParts {
  leg: Leg;
  said: WhatWasSaid;
  /** Keys pressed while nothing collects them: `kept` for the next collect, or `lost`. */
  keysBetweenAnswers: 'kept' | 'lost';
  /** The queue behind a destination, for whoever knows. */
  queueOf: (destination: string) => string | undefined;
  outcomeOf?: (callId: string) => Promise<string | undefined>;
}

/** What the call waits for. */
type Waiting =
  | { for: 'keys'; gather: GatherVerb; rest: readonly Verb[] }
  | { for: 'transfer'; dial: DialVerb; rest: readonly Verb[] };

/**
 * A call over a provider that asks for documents: they run verb by verb, a collect waits for keys, a Redirect goes on.
 * Nothing is fetched but the documents.
 */
export class DocumentLine implements PhoneLine {
  private waiting: Waiting | undefined;
  private typed = '';
  private quietMs = 0;
  private over = false;
  private last: { request: SignedRequest; answer: WebhookAnswer } | undefined;

  constructor(private readonly parts: DocumentLineParts) {}

  async start(): Promise<Heard[]> {
    const { addresses, forms } = this.parts.leg;
    return this.follow(addresses.call, forms.first());
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
    return this.wait(this.limitOf(this.waiting.gather) - this.quietMs);
  }

  async wait(ms: number): Promise<Heard[]> {
    this.quietMs += ms;
    if (this.waiting?.for !== 'keys' || this.quietMs < this.limitOf(this.waiting.gather)) return [];
    const digits = this.typed;
    this.typed = '';
    return this.endGather(digits, '');
  }

  async transferEnded(end: TransferEnd): Promise<Heard[]> {
    if (this.waiting?.for !== 'transfer') return [];
    const { dial, rest } = this.waiting;
    if (dial.action === undefined) return this.run(rest, []);
    return this.follow(dial.action, this.parts.leg.forms.dialled(end));
  }

  async hangUp(): Promise<void> {
    await this.endOfCall();
  }

  async repeat(): Promise<void> {
    if (!this.last) throw new Error('nothing was delivered yet');
    const again = await this.parts.leg.webhooks.send(this.last.request);
    const { answer } = this.last;
    if (again.status !== answer.status || again.body !== answer.body)
      throw new RepetitionDiffers(
        `the same request was answered with ${answer.status}, then in another way with ${again.status}`,
      );
  }

  async outcome(): Promise<string | undefined> {
    return this.parts.outcomeOf?.(this.parts.leg.callId);
  }

  private limitOf({ firstDigitMs, interDigitMs }: GatherVerb): number {
    return this.typed === '' ? firstDigitMs : interDigitMs;
  }

  /** A collect that got nothing calls its action only where it does; else the verbs behind it are run. */
  private async endGather(digits: string, finishKey: string): Promise<Heard[]> {
    if (this.waiting?.for !== 'keys') return [];
    const { gather, rest } = this.waiting;
    const reports = finishKey === '' ? gather.reportsSilence : gather.reportsBareFinishKey;
    if (digits === '' && !reports) return this.run(rest, []);
    if (gather.action === undefined)
      throw new WebhookFailed('a collect without an action repeats its own document for ever');
    return this.follow(gather.action, this.parts.leg.forms.keys(digits, finishKey));
  }

  private async follow(url: string, form: Form): Promise<Heard[]> {
    return this.run(await this.documentAt(url, form), []);
  }

  private async documentAt(url: string, form: Form): Promise<Verb[]> {
    const { request, ...answer } = await this.parts.leg.webhooks.post(url, form);
    this.last = { request, answer };
    const { status, type, body } = answer;
    if (status !== 200) throw new WebhookFailed(`${url} answered with ${status}`);
    if (!/^(text|application)\/xml\b/.test(type)) throw new WebhookFailed(`${url} answered with ${type}`);
    return this.parts.leg.parse(body);
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
        case 'Redirect':
          if (++documents > MOST_DOCUMENTS) throw new WebhookFailed('Redirects without end');
          verbs = await this.documentAt(verb.url, this.parts.leg.forms.redirected());
          break;
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

  private transferOf({ destination, headers }: DialVerb): Heard['awaits'] {
    const context = headers && contextOf(headers);
    return { kind: 'transfer', destination, queue: this.parts.queueOf(destination), context };
  }

  /** What the account is set to be told when a call is over. */
  private async endOfCall(): Promise<void> {
    if (this.over) return;
    this.over = true;
    this.waiting = undefined;
    const { webhooks, addresses, forms } = this.parts.leg;
    const { status } = await webhooks.post(addresses.status, forms.ended());
    if (status !== 200 && status !== 204) throw new WebhookFailed(`the call status was answered with ${status}`);
  }
}
