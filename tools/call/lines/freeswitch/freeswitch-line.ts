import { randomUUID } from 'node:crypto';
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
import {
  ApplicationEnded,
  formOf,
  type FreeSwitch,
  FreeSwitchRequests,
  type HttapiAnswer,
  type HttapiRequest,
} from './freeswitch-requests.js';
import { DocumentRefused, type KeyWork, parseHttapi, type Step } from './httapi-document.js';

/** Documents one event may lead through; an entry goes key by key. */
const MOST_DOCUMENTS = 100;

/** What the profile in deploy/freeswitch permits. */
const PERMITTED = {
  variables: ['sensitive_dtmf', 'continue_on_fail', 'hangup_after_bridge', 'originate_disposition'],
  applications: ['flush_dtmf', 'bridge'],
  readable: ['originate_disposition'],
};

const DISPOSITION: Record<TransferEnd, string> = {
  answered: 'SUCCESS',
  busy: 'USER_BUSY',
  noAnswer: 'NO_ANSWER',
  failed: 'DESTINATION_OUT_OF_ORDER',
};

export interface FreeSwitchLineParts {
  settings: FreeSwitch;
  from: string;
  said: WhatWasSaid;
  /** The queue behind a destination, for whoever knows. */
  queueOf: (destination: string) => string | undefined;
  outcomeOf?: (sessionId: string) => Promise<string | undefined>;
}

/** What the call waits for. */
type Waiting =
  | { for: 'keys'; work: KeyWork; rest: readonly Step[] }
  | { for: 'transfer'; dialString: string; rest: readonly Step[] };

/**
 * A call through `mod_httapi`, as the fact sheet describes it: elements run in their order, parameters are kept and sent
 * again, keys wait in a queue until an element takes them. Written from the sheet and not from our adapter.
 */
export class FreeSwitchLine implements PhoneLine {
  readonly sessionId = randomUUID();
  private readonly requests: FreeSwitchRequests;
  private readonly params: Map<string, string>;
  private readonly variables = new Map<string, string>();
  private once: [string, string][] = [];
  private parts: HeardPart[] = [];
  private queued = '';
  private typed = '';
  private passedMs = 0;
  private waiting: Waiting | undefined;
  private over = false;
  private last: { request: HttapiRequest; answer: HttapiAnswer } | undefined;

  constructor(private readonly call: FreeSwitchLineParts) {
    this.requests = new FreeSwitchRequests(call.settings);
    this.params = new Map([
      ['session_id', this.sessionId],
      ['url', `${call.settings.publicUrl}/telephony/freeswitch/call`],
      ['method', 'POST'],
      ...callerProfile(call, this.sessionId),
    ]);
  }

  async start(): Promise<Heard[]> {
    return this.synchronise();
  }

  async press(keys: string): Promise<Heard[]> {
    this.queued += keys;
    return this.takeKeys();
  }

  async silence(): Promise<Heard[]> {
    if (this.waiting?.for !== 'keys') return [];
    return this.wait(this.waiting.work.windowMs - this.passedMs);
  }

  /** The window is that of the element, whether keys come or not; an unfinished input has a shorter one. */
  async wait(ms: number): Promise<Heard[]> {
    this.passedMs += ms;
    if (this.waiting?.for !== 'keys') return [];
    const { windowMs, digitMs } = this.waiting.work;
    if (this.passedMs < windowMs && (this.typed === '' || ms < digitMs)) return [];
    return this.goOn(this.waiting.rest);
  }

  async transferEnded(end: TransferEnd): Promise<Heard[]> {
    if (this.waiting?.for !== 'transfer') return [];
    const { rest } = this.waiting;
    const staysOurs = (name: string, wanted: string) => this.variables.get(name) === wanted;
    this.variables.set('originate_disposition', DISPOSITION[end]);
    const lives =
      end === 'answered' ? staysOurs('hangup_after_bridge', 'false') : staysOurs('continue_on_fail', 'true');
    if (lives) return this.goOn(rest);
    await this.hangUp();
    return [{ parts: [], awaits: { kind: 'over' } }];
  }

  /** The last request goes to whatever address was last; its answer is not read. */
  async hangUp(): Promise<void> {
    if (this.over) return;
    this.over = true;
    this.waiting = undefined;
    await this.requests.post(this.request([['exiting', 'true']]));
  }

  async repeat(): Promise<void> {
    if (!this.last) throw new Error('nothing was sent yet');
    const { request, answer } = this.last;
    const again = await this.requests.send(request);
    if (again.status !== answer.status || again.body !== answer.body)
      throw new RepetitionDiffers(
        `the same request was answered with ${answer.status}, then in another way with ${again.status}`,
      );
  }

  async outcome(): Promise<string | undefined> {
    return this.call.outcomeOf?.(this.sessionId);
  }

  private async takeKeys(): Promise<Heard[]> {
    const heard: Heard[] = [];
    while (this.queued !== '' && this.waiting?.for === 'keys') {
      const { work, rest } = this.waiting;
      this.typed += this.queued.charAt(0);
      this.queued = this.queued.slice(1);
      // A lone expression is taken as soon as it fits.
      if (!work.pattern.test(this.typed)) continue;
      this.once.push([work.name, this.typed], ['input_type', 'dtmf']);
      heard.push(...(await this.goOn(rest)));
    }
    return heard;
  }

  /** Runs elements, and documents, to where one waits or the call is over. */
  private async goOn(steps: readonly Step[]): Promise<Heard[]> {
    let rest = steps;
    this.waiting = undefined;
    for (let documents = 0; documents < MOST_DOCUMENTS; documents += 1) {
      const heard = await this.run(rest);
      if (heard) return heard;
      rest = await this.document();
    }
    throw new ApplicationEnded('documents without end');
  }

  private synchronise = (): Promise<Heard[]> => this.goOn([]);

  private async run(steps: readonly Step[]): Promise<Heard[] | undefined> {
    for (const [index, step] of steps.entries()) {
      if (step.action !== undefined) this.params.set('url', step.action);
      const rest = steps.slice(index + 1);
      switch (step.does) {
        case 'play':
          this.play(step.files);
          break;
        case 'keys':
          return this.listen(step, rest);
        case 'execute':
          if (this.execute(step)) return this.connect(step.data, rest);
          break;
        case 'getVariable':
          this.read(step.name);
          break;
        case 'hangup':
          await this.hangUp();
          return [{ parts: this.heardSoFar(), awaits: { kind: 'over' } }];
        case 'break':
          throw new ApplicationEnded('the call is left to the dialplan');
      }
    }
    return undefined;
  }

  private async listen(work: KeyWork, rest: readonly Step[]): Promise<Heard[]> {
    this.play(work.files);
    this.waiting = { for: 'keys', work, rest };
    this.typed = '';
    this.passedMs = 0;
    // A switch does not know how many digits are meant, but that they are secret.
    const digits = this.variables.get('sensitive_dtmf') === 'true' ? 16 : 1;
    const parts = this.heardSoFar();
    const said: Heard[] = parts.length === 0 ? [] : [{ parts, awaits: { kind: 'keys', digits } }];
    return [...said, ...(await this.takeKeys())];
  }

  /** @returns whether it is a transfer, which takes its time. */
  private execute({ application, data }: { application: string; data: string }): boolean {
    if (!PERMITTED.applications.includes(application) || data.includes('$'))
      throw new DocumentRefused(`${application}: the call is hung up`);
    if (application === 'flush_dtmf') this.queued = '';
    return application === 'bridge';
  }

  private connect(dialString: string, rest: readonly Step[]): Heard[] {
    this.waiting = { for: 'transfer', dialString, rest };
    return [{ parts: this.heardSoFar(), awaits: this.transferOf(dialString) }];
  }

  private transferOf(dialString: string): Awaits {
    const [, variables, profile, destination = ''] =
      /^\{\^\^;([^{}]*)\}sofia\/([\w.-]+|gateway\/[\w.-]+)\/((?:sips?:[^\s@,|]+@[^\s@,|]+)|\+[1-9]\d{7,14})$/.exec(
        dialString,
      ) ?? [];
    if (variables === undefined) throw new DocumentRefused(`not a dial string: ${dialString}`);
    if (profile?.startsWith('gateway/') !== destination.startsWith('+'))
      throw new DocumentRefused(`${destination} is not reached by ${profile ?? ''}`);
    const pairs = variables.split(';').map((pair) => pair.split('=') as [string, string]);
    const headers = new Map(pairs.map(([name, value]) => [name.replace(/^sip_h_/, ''), value]));
    return { kind: 'transfer', destination, queue: this.call.queueOf(destination), context: contextOf(headers) };
  }

  private read(name: string): void {
    if (!PERMITTED.readable.includes(name)) throw new DocumentRefused(`variable ${name}: permission denied`);
    const value = this.variables.get(name);
    if (value !== undefined) this.once.push([name, value]);
  }

  private play(files: readonly string[]): void {
    this.parts.push(...files.map((file) => this.call.said.played(file)));
  }

  private heardSoFar(): HeardPart[] {
    const { parts } = this;
    this.parts = [];
    return parts;
  }

  private request(once: readonly (readonly [string, string])[]): HttapiRequest {
    return { url: this.params.get('url') ?? '', body: formOf([...this.params, ...once]) };
  }

  private async document(): Promise<readonly Step[]> {
    const request = this.request(this.once);
    this.once = [];
    const answer = await this.requests.post(request);
    this.last = { request, answer };
    const { params, variables, work } = parseHttapi(answer.body);
    for (const [name, value] of params) setOrDelete(this.params, name, value);
    for (const [name, value] of variables) {
      if (!PERMITTED.variables.includes(name)) throw new DocumentRefused(`variable ${name}: permission denied`);
      setOrDelete(this.variables, name, value);
    }
    return work;
  }
}

function setOrDelete(values: Map<string, string>, name: string, value: string): void {
  if (value === '') values.delete(name);
  else values.set(name, value);
}

/** What is taken when the application starts, and sent with every request. */
function callerProfile({ from, settings }: FreeSwitchLineParts, sessionId: string): [string, string][] {
  const number = from === '' ? 'anonymous' : from;
  return [
    ['hostname', 'fs01'],
    ['Caller-Direction', 'inbound'],
    ['Caller-Username', number],
    ['Caller-Dialplan', 'XML'],
    ['Caller-Context', 'public'],
    ['Caller-Caller-ID-Name', number],
    ['Caller-Caller-ID-Number', number],
    ['Caller-Network-Addr', '10.20.0.5'],
    ['Caller-ANI', number],
    ['Caller-Destination-Number', settings.serviceNumber],
    ['Caller-Unique-ID', sessionId],
    ['Caller-Channel-Name', `sofia/external/${number}@sbc.bank.example`],
    ['Caller-Screen-Bit', 'true'],
    ['Caller-Privacy-Hide-Name', 'false'],
    ['Caller-Privacy-Hide-Number', String(from === '')],
  ];
}
