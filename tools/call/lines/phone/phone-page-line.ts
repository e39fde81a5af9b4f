import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Heard, LineFault, type PhoneLine, RepetitionDiffers, type TransferEnd } from '../../phone-line.js';
import { post } from '../post.js';
import { PhoneDocument } from './phone-documents.js';

/** Keys the page keeps for later, at most. */
const MOST_KEPT = 32;
/** The page waits this long, milliseconds. */
const DEADLINE_MS = 15_000;

/** The gateway answered the phone with something it cannot go on from. */
export class PhoneReportFailed extends LineFault {
  override readonly name = 'PhoneReportFailed';
}

export interface PhonePageLineParts {
  /** Where the gateway is told to be reached; addresses in its answers begin so. */
  publicUrl: () => string;
  /** Where it listens, without a slash at its end. */
  gatewayUrl: () => string;
  callerNumber: string;
  outcomeOf?: (call: string) => Promise<string | undefined>;
}

interface Report {
  path: string;
  body: Record<string, string>;
}

/** A call from the phone in the browser, without the browser: the same reports, the same rules for keys. */
export class PhonePageLine implements PhoneLine {
  private readonly call = randomBytes(16).toString('hex');
  private document: PhoneDocument | undefined;
  private typed = '';
  private quietMs = 0;
  private over = false;
  private last: { report: Report; answer: string } | undefined;

  constructor(private readonly parts: PhonePageLineParts) {}

  async start(): Promise<Heard[]> {
    return [await this.report({ path: '/telephony/phone/call', body: { callerNumber: this.parts.callerNumber } })];
  }

  async press(keys: string): Promise<Heard[]> {
    this.quietMs = 0;
    this.typed = (this.typed + keys).slice(0, MOST_KEPT);
    const heard: Heard[] = [];
    for (;;) {
      const report = this.takeTyped();
      if (!report) return heard;
      heard.push(await this.report(report));
    }
  }

  async silence(): Promise<Heard[]> {
    const then = this.document?.then;
    if (then?.kind !== 'collect') return [];
    return this.wait((this.typed === '' ? then.firstDigitMs : then.interDigitMs) - this.quietMs);
  }

  async wait(ms: number): Promise<Heard[]> {
    this.quietMs += ms;
    const then = this.document?.then;
    if (then?.kind !== 'collect') return [];
    const digits = this.typed;
    if (this.quietMs < (digits === '' ? then.firstDigitMs : then.interDigitMs)) return [];
    this.typed = '';
    if (digits === '') return [await this.report({ path: this.pathOf(then.links.noInput), body: {} })];
    return [await this.report({ path: this.pathOf(then.links.input), body: { digits, finishedBy: 'timeout' } })];
  }

  async transferEnded(outcome: TransferEnd): Promise<Heard[]> {
    const then = this.document?.then;
    if (then?.kind !== 'transfer') return [];
    return [await this.report({ path: this.pathOf(then.links.transfer), body: { outcome } })];
  }

  async hangUp(): Promise<void> {
    await this.end('caller');
  }

  async repeat(): Promise<void> {
    if (!this.last) throw new Error('nothing was delivered yet');
    const again = await this.post(this.last.report);
    if (again.status !== 200 || again.body !== this.last.answer)
      throw new RepetitionDiffers(`the same report was answered in another way, with ${again.status}`);
  }

  async outcome(): Promise<string | undefined> {
    return this.parts.outcomeOf?.(this.call);
  }

  /** What the page reports next of what was typed; nothing while an entry waits for more. */
  private takeTyped(): Report | undefined {
    const then = this.document?.then;
    if (then?.kind !== 'collect') return undefined;
    for (let used = 1; used <= this.typed.length; used += 1) {
      const key = this.typed.charAt(used - 1);
      const finishKey = then.finishKeys.find((known) => known === key);
      if (finishKey === undefined && used < then.digits) continue;
      const digits = this.typed.slice(0, finishKey === undefined ? used : used - 1);
      this.typed = this.typed.slice(used);
      const end = finishKey === undefined ? { finishedBy: 'length' } : { finishedBy: 'key', finishKey };
      return { path: this.pathOf(then.links.input), body: { digits, ...end } };
    }
    return undefined;
  }

  private async report(report: Report): Promise<Heard> {
    const { status, type, body } = await this.post(report);
    if (status !== 200 || !type.startsWith('application/json'))
      throw new PhoneReportFailed(`${report.path} was answered with ${status} ${type}`);
    this.last = { report, answer: body };
    const document = read(body);
    this.document = document;
    this.quietMs = 0;
    if (document.keysAhead === 'discarded') this.typed = '';
    if (document.then.kind === 'hangUp') await this.end('provider');
    return heardIn(document);
  }

  private async end(by: 'caller' | 'provider'): Promise<void> {
    const address = this.document?.links.hangUp;
    if (this.over || address === undefined) return;
    this.over = true;
    const { status } = await this.post({ path: this.pathOf(address), body: { by } });
    if (status !== 204) throw new PhoneReportFailed(`hanging up was answered with ${status}`);
  }

  private post({ path, body }: Report) {
    return post(this.parts.gatewayUrl() + path, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ call: this.call, ...body }),
      withinMs: DEADLINE_MS,
    });
  }

  /** @throws PhoneReportFailed for an address that is not the gateway's. */
  private pathOf(address: string): string {
    const publicUrl = this.parts.publicUrl();
    if (!address.startsWith(`${publicUrl}/`)) throw new PhoneReportFailed(`not an address of the gateway: ${address}`);
    return address.slice(publicUrl.length);
  }
}

function read(body: string): PhoneDocument {
  const result = PhoneDocument.safeParse(JSON.parse(body));
  if (!result.success) throw new PhoneReportFailed(`the answer is none: ${z.prettifyError(result.error)}`);
  return result.data;
}

function heardIn({ notice, say, then }: PhoneDocument): Heard {
  const parts = [...notice, ...say].map(({ prompt, language, text }) => ({ prompt, language, text }));
  switch (then.kind) {
    case 'collect':
      return { parts, awaits: { kind: 'keys', digits: then.digits } };
    case 'transfer':
      return {
        parts,
        awaits: { kind: 'transfer', destination: then.destination, queue: then.queue, context: then.context },
      };
    case 'hangUp':
      return { parts, awaits: { kind: 'over' } };
  }
}
