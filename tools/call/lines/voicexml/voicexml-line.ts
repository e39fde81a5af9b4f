import {
  type Awaits,
  type Heard,
  type HeardPart,
  type PhoneLine,
  RepetitionDiffers,
  type TransferEnd,
} from '../../phone-line.js';
import { contextOf } from '../heard/transfer-context.js';
import type { WhatWasSaid } from '../heard/what-was-said.js';
import { elementsIn, type XmlTree } from '../xml-tree.js';
import {
  type BrowserAnswer,
  type BrowserRequest,
  FetchFailed,
  FINAL_MS,
  type VoiceXmlPlatform,
  VoiceXmlRequests,
} from './voicexml-requests.js';
import { parseVxml, type VxmlDocument } from './vxml-document.js';
import { childOf, type Field, fieldOf, handlerFor } from './vxml-field.js';
import { type Decision, promptOf, type Queued, type QueuedPrompt, VxmlScope } from './vxml-scope.js';

/** Documents one event may lead through; more is a circle. */
const MOST_DOCUMENTS = 10;

const OUTCOME: Record<Exclude<TransferEnd, 'failed'>, string> = {
  answered: 'far_end_disconnect',
  busy: 'busy',
  noAnswer: 'noanswer',
};

export interface VoiceXmlLineParts {
  platform: VoiceXmlPlatform;
  from: string;
  said: WhatWasSaid;
  /** The queue behind a destination, for whoever knows. */
  queueOf: (destination: string) => string | undefined;
  outcomeOf?: (sid: string) => Promise<string | undefined>;
}

/** A document that is running. */
interface Running {
  document: VxmlDocument;
  scope: VxmlScope;
}

/** What the call waits for. */
type Waiting = Running & ({ for: 'keys'; field: Field } | { for: 'transfer'; transfer: XmlTree });

/**
 * A call in a VoiceXML browser, as the fact sheet describes it: documents run element by element, prompts are queued and
 * heard when something waits, a field takes keys by its grammar. Written from the sheet and not from our adapter.
 */
export class VoiceXmlLine implements PhoneLine {
  private readonly requests: VoiceXmlRequests;
  private queue: QueuedPrompt[] = [];
  private waiting: Waiting | undefined;
  private entered = '';
  private ahead = '';
  private quietMs = 0;
  private over = false;
  private sid: string | undefined;
  private last: { request: BrowserRequest; answer: BrowserAnswer } | undefined;

  constructor(private readonly parts: VoiceXmlLineParts) {
    this.requests = new VoiceXmlRequests(parts.platform);
  }

  async start(): Promise<Heard[]> {
    const { publicUrl, secret } = this.parts.platform;
    return this.load({ url: `${publicUrl}/telephony/voicexml/${secret}/call` });
  }

  /** Keys pressed while a document is fetched are kept for the next field. */
  async press(keys: string): Promise<Heard[]> {
    this.quietMs = 0;
    this.ahead += keys;
    return this.takeKeys();
  }

  async silence(): Promise<Heard[]> {
    if (this.waiting?.for !== 'keys') return [];
    return this.wait(this.patience(this.waiting.field) - this.quietMs);
  }

  async wait(ms: number): Promise<Heard[]> {
    this.quietMs += ms;
    if (this.waiting?.for !== 'keys' || this.quietMs < this.patience(this.waiting.field)) return [];
    if (this.entered === '') return this.endField('noinput');
    return this.endField(this.waiting.field.grammar.matches(this.entered) ? 'filled' : 'nomatch');
  }

  async transferEnded(end: TransferEnd): Promise<Heard[]> {
    if (this.waiting?.for !== 'transfer') return [];
    const { transfer, scope } = this.waiting;
    const { type, name = '' } = transfer.attributes;
    const leaves = type === 'blind' || (type === 'consultation' && end === 'answered');
    if (end === 'failed' && !leaves) return this.thrown('error.connection.noroute', elementsIn(transfer));
    if (leaves) return this.end('connection.disconnect.transfer');
    scope.set(name, OUTCOME[end === 'failed' ? 'busy' : end]);
    return this.goOn(this.waiting, elementsIn(childOf(transfer, 'filled')));
  }

  async hangUp(): Promise<void> {
    await this.end('connection.disconnect.hangup');
  }

  async repeat(): Promise<void> {
    if (!this.last) throw new Error('nothing was posted yet');
    const { request, answer } = this.last;
    const again = await this.requests.send(request);
    if (again.status !== answer.status || again.body !== answer.body)
      throw new RepetitionDiffers(
        `the same request was answered with ${answer.status}, then in another way with ${again.status}`,
      );
  }

  async outcome(): Promise<string | undefined> {
    return this.sid === undefined ? undefined : this.parts.outcomeOf?.(this.sid);
  }

  private async takeKeys(): Promise<Heard[]> {
    const heard: Heard[] = [];
    while (this.ahead !== '' && this.waiting?.for === 'keys') {
      const { grammar, termchar } = this.waiting.field;
      const key = this.ahead.charAt(0);
      this.ahead = this.ahead.slice(1);
      const ends = key === termchar;
      if (!ends) this.entered += key;
      if (!ends && grammar.goesOn(this.entered)) continue;
      heard.push(...(await this.endField(grammar.matches(this.entered) ? 'filled' : 'nomatch')));
    }
    return heard;
  }

  private patience({ firstMs, betweenMs }: Field): number {
    return this.entered === '' ? firstMs : betweenMs;
  }

  private async endField(how: 'filled' | 'noinput' | 'nomatch'): Promise<Heard[]> {
    const { waiting } = this;
    if (waiting?.for !== 'keys') return [];
    const { element } = waiting.field;
    if (how === 'filled') {
      const blanks = this.parts.platform.blanksBetweenKeys ?? true;
      waiting.scope.set(element.attributes['name'] ?? '', Array.from(this.entered).join(blanks ? ' ' : ''));
    }
    return this.goOn(waiting, elementsIn(childOf(element, how)));
  }

  private async goOn(running: Running, elements: readonly XmlTree[]): Promise<Heard[]> {
    const decision = running.scope.decide(elements, this.queue);
    if (!decision) throw new FetchFailed('the document leads nowhere');
    return this.follow(decision, running);
  }

  private async follow(decision: Decision, running: Running): Promise<Heard[]> {
    this.waiting = undefined;
    switch (decision.does) {
      case 'submit':
        return this.load({ url: decision.next, body: decision.body });
      case 'disconnect': {
        const parts = this.played();
        await this.report(running, 'connection.disconnect.hangup');
        return [{ parts, awaits: { kind: 'over' } }];
      }
      case 'exit': {
        this.over = true;
        const { route } = decision.values;
        const parts = this.played();
        if (route === undefined) return [{ parts, awaits: { kind: 'over' } }];
        return [{ parts, awaits: { ...this.connecting(route, ''), context: undefined } }];
      }
    }
  }

  /** Fetches documents and runs them to where one waits, or to the end of the call. */
  private async load(first: BrowserRequest): Promise<Heard[]> {
    let request = first;
    for (let documents = 0; documents < MOST_DOCUMENTS; documents += 1) {
      const answer = await this.requests.documentAt(request);
      if (request.body !== undefined) this.last = { request, answer };
      const document = parseVxml(answer.body);
      const running: Running = { document, scope: this.scopeFor(document) };
      const decision = this.runItems(running);
      if (!decision) return [...this.heard(), ...(await this.takeKeys())];
      if (decision.does !== 'submit') return this.follow(decision, running);
      request = { url: decision.next, body: decision.body };
    }
    throw new FetchFailed('documents without end');
  }

  private scopeFor({ variables }: VxmlDocument): VxmlScope {
    const scope = new VxmlScope(sessionOf(this.parts));
    for (const variable of variables) scope.declare(variable);
    const sid = variables.find(({ attributes }) => attributes['name'] === 'sid')?.attributes['expr'];
    this.sid = sid?.replaceAll("'", '') ?? this.sid;
    return scope;
  }

  private runItems(running: Running): Decision | undefined {
    for (const item of running.document.items) {
      if (item.name === 'block') {
        const decision = running.scope.decide(elementsIn(item), this.queue);
        if (decision) return decision;
        continue;
      }
      this.queue.push(
        ...elementsIn(item)
          .filter(({ name }) => name === 'prompt')
          .map(promptOf),
      );
      // A prompt that cannot be interrupted throws away what was typed before its end.
      if (this.queue.some(({ bargein }) => !bargein)) this.ahead = '';
      this.waiting =
        item.name === 'field'
          ? { ...running, for: 'keys', field: fieldOf(item, running.document) }
          : { ...running, for: 'transfer', transfer: item };
      this.entered = '';
      this.quietMs = 0;
      return undefined;
    }
    return { does: 'exit', values: {} };
  }

  private heard(): Heard[] {
    const { waiting } = this;
    if (!waiting) return [];
    const parts = this.played();
    if (waiting.for === 'transfer') {
      const { dest = '', aai = '' } = waiting.transfer.attributes;
      return [{ parts, awaits: this.connecting(dest, aai) }];
    }
    const wanted = Array.from({ length: 33 }, (_, length) => '0'.repeat(length));
    const digits = wanted.findLastIndex((keys) => keys !== '' && waiting.field.grammar.matches(keys));
    return [{ parts, awaits: { kind: 'keys', digits } }];
  }

  private played(): HeardPart[] {
    const queued = this.queue.flatMap(({ parts }) => parts);
    this.queue = [];
    return queued.map((part: Queued) =>
      'play' in part ? this.parts.said.played(part.play) : this.parts.said.spoken(part.say, 'en'),
    );
  }

  private connecting(dest: string, aai: string): Extract<Awaits, { kind: 'transfer' }> {
    const [address = '', query = aai] = dest.replace(/^tel:/, '').split('?');
    const context = query === '' ? undefined : contextOf(new URLSearchParams(query));
    return { kind: 'transfer', destination: address, queue: this.parts.queueOf(address), context };
  }

  /** An event of an element: its own handlers first, then those of the document. */
  private async thrown(event: string, inner: readonly XmlTree[]): Promise<Heard[]> {
    const { waiting } = this;
    if (!waiting) return [];
    waiting.scope.set('_event', event);
    const handler = handlerFor(event, [...inner, ...waiting.document.handlers]);
    if (!handler) throw new FetchFailed(`${event} is not caught`);
    return this.goOn(waiting, elementsIn(handler));
  }

  private async end(event: string): Promise<Heard[]> {
    if (this.waiting) await this.report(this.waiting, event);
    this.over = true;
    return [{ parts: [], awaits: { kind: 'over' } }];
  }

  /** The document's last words: after the end nothing is heard, nothing may wait, and time is short. */
  private async report(running: Running, event: string): Promise<void> {
    if (this.over) return;
    this.over = true;
    this.waiting = undefined;
    const handler = handlerFor(event, running.document.handlers);
    const decision = handler && running.scope.decide(elementsIn(handler), []);
    if (decision?.does !== 'submit') return;
    const answer = await this.requests.documentAt({ url: decision.next, body: decision.body }, FINAL_MS);
    const document = parseVxml(answer.body);
    if (document.items.some(({ name }) => name !== 'block')) throw new FetchFailed('nothing may wait after the end');
  }
}

/** What the platform knows of the call. */
function sessionOf({ from, platform }: VoiceXmlLineParts): object {
  const remote = from === '' ? 'sip:anonymous@anonymous.invalid' : `sip:${from}@sbc.bank.example`;
  return {
    connection: {
      protocol: { name: 'sip', version: '2.0' },
      remote: { uri: remote },
      local: { uri: `sip:${platform.serviceNumber}@vxml01.bank.example` },
    },
  };
}
