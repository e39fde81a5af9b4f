import { contextOf } from '../heard/transfer-context.js';
import type { WhatWasSaid } from '../heard/what-was-said.js';
import { type Heard, type HeardPart, type PhoneLine, RepetitionDiffers, type TransferEnd } from '../../phone-line.js';
import { type Action, type Connect, type Input, parseNcco } from './ncco.js';
import {
  type VonageAccount,
  type VonageAnswer,
  type VonageRequest,
  VonageRequests,
  WebhookFailed,
} from './vonage-requests.js';

/** What the leg to an agent goes through, told one after the other. */
const LEG_STATUS: Record<TransferEnd, readonly string[]> = {
  answered: ['ringing', 'answered', 'completed'],
  busy: ['busy'],
  noAnswer: ['ringing', 'unanswered'],
  failed: ['failed'],
};

export interface VonageLineParts {
  account: VonageAccount;
  /** As Vonage tells it: digits without `+`, or a word. */
  from: string;
  said: WhatWasSaid;
  /**
   * Whether the last digit asked for ends an input at once. Vonage's documentation promises only that it ends after its
   * wait; a gateway must do with both.
   */
  endsWhenFull: boolean;
  /** The queue behind a destination, for whoever knows. */
  queueOf: (destination: string) => string | undefined;
  outcomeOf?: (conversationUuid: string) => Promise<string | undefined>;
}

/** What the call waits for. */
type Waiting = { for: 'keys'; input: Input } | { for: 'transfer'; connect: Connect };

/**
 * A call over Vonage, as its protocol sheet describes it: actions run one after the other, the answer to an input replaces
 * the rest. Written from the sheet and not from our adapter. Nothing is fetched but the actions.
 */
export class VonageLine implements PhoneLine {
  private readonly requests: VonageRequests;
  private waiting: Waiting | undefined;
  private rest: readonly Action[] = [];
  private typed = '';
  private quietMs = 0;
  private over = false;
  private last: { request: VonageRequest; answer: VonageAnswer } | undefined;

  constructor(private readonly parts: VonageLineParts) {
    this.requests = new VonageRequests(parts.account);
  }

  async start(): Promise<Heard[]> {
    const { publicUrl, serviceNumber } = this.parts.account;
    await this.tell({ status: 'ringing', direction: 'inbound' });
    const call = { from: this.parts.from, to: serviceNumber, region_url: 'https://api-eu-3.vonage.com' };
    return this.report(`${publicUrl}/telephony/vonage/call`, { ...call, endpoint_type: 'phone' });
  }

  /** Keys after the one that ended an input come while none listens, and are lost. */
  async press(keys: string): Promise<Heard[]> {
    for (const key of keys) {
      if (this.waiting?.for !== 'keys') return [];
      const { maxDigits, submitOnHash } = this.waiting.input.dtmf;
      this.quietMs = 0;
      if (key === '#' && submitOnHash) return this.endInput(false);
      if (this.typed.length < maxDigits) this.typed += key;
      if (this.typed.length === maxDigits && this.parts.endsWhenFull) return this.endInput(false);
    }
    return [];
  }

  async silence(): Promise<Heard[]> {
    if (this.waiting?.for !== 'keys') return [];
    return this.wait(this.waiting.input.dtmf.timeOut * 1_000 - this.quietMs);
  }

  async wait(ms: number): Promise<Heard[]> {
    this.quietMs += ms;
    if (this.waiting?.for !== 'keys' || this.quietMs < this.waiting.input.dtmf.timeOut * 1_000) return [];
    return this.endInput(true);
  }

  /** Each status of the agent's leg is told; the first that is answered with actions replaces what is left. */
  async transferEnded(end: TransferEnd): Promise<Heard[]> {
    if (this.waiting?.for !== 'transfer') return [];
    const { eventUrl: [url] = [], eventType } = this.waiting.connect;
    for (const status of LEG_STATUS[end]) {
      const leg = { uuid: '0'.repeat(31) + '1', status, direction: 'outbound', timestamp: new Date().toISOString() };
      if (url === undefined) await this.tell(leg);
      else {
        const { request, ...answer } = await this.requests.post(url, leg);
        this.last = { request, answer };
        if (answer.status === 204) continue;
        if (eventType !== 'synchronous') throw new WebhookFailed('actions nobody asked for');
        this.rest = actionsOf(answer, url);
        return this.run();
      }
    }
    return this.run();
  }

  async hangUp(): Promise<void> {
    await this.endOfCall('user');
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
    return this.parts.outcomeOf?.(this.requests.conversationUuid);
  }

  private async endInput(timedOut: boolean): Promise<Heard[]> {
    if (this.waiting?.for !== 'keys') return [];
    const { eventUrl } = this.waiting.input;
    const dtmf = { digits: this.typed === '' ? null : this.typed, timed_out: timedOut };
    const parties = { from: this.parts.from, to: this.parts.account.serviceNumber };
    const timestamp = new Date().toISOString();
    return this.report(eventUrl[0], { speech: { results: [] }, dtmf, ...parties, timestamp });
  }

  private async report(url: string, content: Record<string, unknown>): Promise<Heard[]> {
    const { request, ...answer } = await this.requests.post(url, content);
    this.last = { request, answer };
    this.rest = actionsOf(answer, url);
    return this.run();
  }

  /** Runs the actions to where they wait, or to their end, which is the end of the call. */
  private async run(): Promise<Heard[]> {
    const parts: HeardPart[] = [];
    const { said } = this.parts;
    this.waiting = undefined;
    this.typed = '';
    this.quietMs = 0;
    for (;;) {
      const [action, ...rest] = this.rest;
      this.rest = rest;
      switch (action?.action) {
        case 'talk':
          parts.push(said.spoken(action.text, action.language));
          break;
        case 'stream':
          parts.push(said.played(action.streamUrl[0]));
          break;
        case 'input':
          this.waiting = { for: 'keys', input: action };
          return [{ parts, awaits: { kind: 'keys', digits: action.dtmf.maxDigits } }];
        case 'connect':
          this.waiting = { for: 'transfer', connect: action };
          return [{ parts, awaits: this.transferOf(action) }];
        case undefined:
          await this.endOfCall('platform');
          return [{ parts, awaits: { kind: 'over' } }];
      }
    }
  }

  private transferOf({ endpoint: [endpoint] }: Connect): Heard['awaits'] {
    if (endpoint.type === 'phone') {
      const destination = `+${endpoint.number}`;
      return { kind: 'transfer', destination, queue: this.parts.queueOf(destination), context: undefined };
    }
    const headers = new Map(Object.entries(endpoint.headers).map(([name, value]) => [`X-${name}`, value]));
    const { uri } = endpoint;
    return { kind: 'transfer', destination: uri, queue: this.parts.queueOf(uri), context: contextOf(headers) };
  }

  private async endOfCall(by: 'user' | 'platform'): Promise<void> {
    if (this.over) return;
    this.over = true;
    this.waiting = undefined;
    const figures = { duration: '60', price: '0.0', rate: '0.0', network: 'AL-FIXED', sip_code: '200' };
    await this.tell({ status: 'completed', direction: 'inbound', disconnected_by: by, ...figures });
  }

  /** An event at the address the application is set to. */
  private async tell(event: Record<string, unknown>): Promise<void> {
    const { from, account } = this.parts;
    const parties = { from, to: account.serviceNumber, timestamp: new Date().toISOString() };
    const { status } = await this.requests.post(`${account.publicUrl}/telephony/vonage/status`, {
      ...parties,
      ...event,
    });
    if (status !== 200 && status !== 204) throw new WebhookFailed(`an event was answered with ${status}`);
  }
}

function actionsOf({ status, type, body }: VonageAnswer, url: string): Action[] {
  if (status !== 200) throw new WebhookFailed(`${url} answered with ${status}`);
  if (!type.includes('application/json')) throw new WebhookFailed(`${url} answered with ${type}`);
  return parseNcco(body);
}
