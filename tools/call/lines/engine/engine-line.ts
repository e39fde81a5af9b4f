import { LANGUAGES, sentence, type Language, type UtterancePart } from '#libs/speech';
import type { FlowEngine } from '../../../../apps/gateway/src/call-flow/engine.js';
import type { CallState } from '../../../../apps/gateway/src/call-flow/call-state.js';
import type { ServiceReply } from '../../../../apps/gateway/src/call-flow/service-request.js';
import type { Step, StepNote } from '../../../../apps/gateway/src/call-flow/step.js';
import type { CallEvent } from '../../../../apps/gateway/src/telephony/call-event.js';
import type { Collect, Turn } from '../../../../apps/gateway/src/telephony/turn.js';
import type { PaperBank } from '../../paper-bank/paper-bank.js';
import { type Heard, type HeardPart, type PhoneLine, RepetitionDiffers, type TransferEnd } from '../../phone-line.js';
import type { VirtualClock } from './clock.js';
import { notPlainJson } from './plain-json.js';

/** Milliseconds a pressed key takes, and a spoken character. */
const KEY_MS = 200;
const CHARACTER_MS = 60;

/** Questions of one step; more would be a circle. */
const MOST_REQUESTS = 16;

export interface EngineLineParts {
  /** Asked anew at every event, so that a call can go on with another instance. */
  engine: () => FlowEngine;
  bank: PaperBank;
  clock: VirtualClock;
  callId: string;
  callerNumber: string;
  bankName: string;
  /**
   * How keys typed ahead reach the engine: `core` in one event, as from a provider that tells everything typed, or
   * `provider`, as many as were asked for at a time.
   */
  typeAhead: 'core' | 'provider';
  /** Hears of every state and every note. */
  written?: (what: CallState | StepNote) => void;
}

type Event = Exclude<CallEvent, { kind: 'started' }>;

/** A call straight on the engine: no network, no provider, no clock but a counted one. */
export class EngineLine implements PhoneLine {
  private stateText = '';
  private turnNow: Turn | undefined;
  private typed = '';
  /** Since the last key or the beginning of the turn, milliseconds, the time of speaking left out. */
  private quietMs = 0;
  private last: { before: string; event: Event; replies: ServiceReply[] } | undefined;

  constructor(private readonly parts: EngineLineParts) {}

  /** Where the call stands. */
  get state(): CallState {
    return JSON.parse(this.stateText) as CallState;
  }

  /** What was said last. @throws Error before the call was answered. */
  get turn(): Turn {
    if (!this.turnNow) throw new Error('the call was not answered yet');
    return this.turnNow;
  }

  async start(): Promise<Heard[]> {
    const { callId, callerNumber, clock } = this.parts;
    const event = {
      kind: 'started',
      at: clock.now,
      providerCallId: callId,
      callerNumber,
      dialledNumber: '+35542000000',
      attestation: 'unknown',
    } as const;
    return [this.finish(this.parts.engine().begin(callId, event), [])];
  }

  async press(keys: string): Promise<Heard[]> {
    this.typed += keys;
    this.quietMs = 0;
    this.parts.clock.pass(KEY_MS * keys.length);
    const heard: Heard[] = [];
    while (this.typed !== '') {
      const event = this.takeTyped();
      if (!event) break;
      heard.push(this.tell(event));
    }
    return heard;
  }

  async silence(): Promise<Heard[]> {
    const { then } = this.turn;
    if (then.kind !== 'collect') return [];
    const limitMs = this.typed === '' ? then.firstDigitMs : then.interDigitMs;
    if (this.typed === '') this.parts.clock.pass(this.speakingMs());
    return this.wait(limitMs - this.quietMs);
  }

  async wait(ms: number): Promise<Heard[]> {
    const { then } = this.turn;
    this.parts.clock.pass(ms);
    this.quietMs += ms;
    if (then.kind !== 'collect') return [];
    const at = this.parts.clock.now;
    const digits = this.typed;
    if (this.quietMs < (digits === '' ? then.firstDigitMs : then.interDigitMs)) return [];
    this.typed = '';
    return [this.tell(digits === '' ? { kind: 'noInput', at } : { kind: 'input', at, digits, finishedBy: 'timeout' })];
  }

  async transferEnded(outcome: TransferEnd): Promise<Heard[]> {
    const { then } = this.turn;
    if (then.kind === 'transfer' && outcome === 'noAnswer') this.parts.clock.pass(then.ringSeconds * 1_000);
    return [this.tell({ kind: 'transferEnded', at: this.parts.clock.now, outcome })];
  }

  async hangUp(): Promise<void> {
    const step = this.parts.engine().advance(this.state, { kind: 'ended', at: this.parts.clock.now, by: 'caller' }, '');
    this.keep(step);
  }

  async outcome(): Promise<string | undefined> {
    return this.state.outcome;
  }

  /** The engine is a function: the same event on the same state, with the same replies, comes to the same. */
  async repeat(): Promise<void> {
    if (!this.last) throw new Error('nothing was delivered yet');
    const { before, event, replies } = this.last;
    const engine = this.parts.engine();
    let step = engine.advance(JSON.parse(before) as CallState, event, '');
    for (const reply of replies) step = engine.advance(step.state, reply, step.keysAhead);
    const same = step.output.kind === 'turn' && JSON.stringify(step.output.turn) === JSON.stringify(this.turn);
    if (!same || JSON.stringify(step.state) !== this.stateText)
      throw new RepetitionDiffers(`the same ${event.kind} was answered in another way`);
  }

  /** Delivers an event as it is, even one that does not fit; for tests of what must not happen. */
  tell(event: Event): Heard {
    const before = this.stateText;
    const replies: ServiceReply[] = [];
    this.quietMs = 0;
    const heard = this.finish(this.parts.engine().advance(this.state, event, ''), replies);
    this.last = { before, event, replies };
    return heard;
  }

  /** What was said last, in words. */
  words(): string[] {
    return this.heard(this.turn).parts.map(({ text }) => text);
  }

  /** What was typed and not used is gone, as it is where nothing keeps it. */
  forgetTyped(): void {
    this.typed = '';
  }

  private finish(first: Step, replies: ServiceReply[]): Heard {
    const { bank, clock, engine } = this.parts;
    let step = first;
    this.keep(step);
    while (step.output.kind === 'request') {
      if (replies.length === MOST_REQUESTS) throw new Error('the engine asks without end');
      const reply = bank.answer(step.output.request, step.state, clock.now);
      clock.now = reply.at;
      replies.push(reply);
      step = engine().advance(step.state, reply, step.keysAhead);
      this.keep(step);
    }
    if (step.output.kind === 'over') return { parts: [], awaits: { kind: 'over' } };
    this.turnNow = step.output.turn;
    if (this.turnNow.keysAhead === 'discarded') this.typed = '';
    return this.heard(this.turnNow);
  }

  /** As a row of a table: whatever is not plain JSON would be lost here. */
  private keep(step: Step): void {
    const problem = notPlainJson(step.state, 'the state');
    if (problem !== undefined) throw new Error(`${problem} is not plain JSON`);
    this.stateText = JSON.stringify(step.state);
    this.parts.written?.(step.state);
    for (const note of step.notes) this.parts.written?.(note);
  }

  /** The event that what was typed amounts to; undefined while an entry waits for more. */
  private takeTyped(): (CallEvent & { kind: 'input' }) | undefined {
    const { then } = this.turn;
    if (then.kind !== 'collect') {
      this.typed = '';
      return undefined;
    }
    const end = endOfEntry(this.typed, then);
    if (!end) return undefined;
    const at = this.parts.clock.now;
    const used = this.parts.typeAhead === 'core' && end.finishKey === undefined ? this.typed.length : end.keys;
    const digits = this.typed.slice(0, end.finishKey === undefined ? used : used - 1);
    this.typed = this.typed.slice(used);
    if (end.finishKey === undefined) return { kind: 'input', at, digits, finishedBy: 'length' };
    return { kind: 'input', at, digits, finishedBy: 'key', finishKey: end.finishKey };
  }

  private heard({ notice, say, language, then }: Turn): Heard {
    const parts = [...notice, ...say].map((part) => heardPart(part, language, this.parts.bankName));
    if (then.kind === 'collect') return { parts, awaits: { kind: 'keys', digits: then.digits } };
    if (then.kind === 'hangUp') return { parts, awaits: { kind: 'over' } };
    const { destination, queue, context } = then;
    return { parts, awaits: { kind: 'transfer', destination, queue, context: { ...context } } };
  }

  private speakingMs(): number {
    const { parts } = this.heard(this.turn);
    return parts.reduce((sum, { text }) => sum + text.length, 0) * CHARACTER_MS;
  }
}

/** How many keys of what was typed an entry uses, and the finish key among them if one ended it. */
function endOfEntry(typed: string, collect: Collect): { keys: number; finishKey?: '#' | '*' } | undefined {
  for (let index = 0; index < typed.length; index += 1) {
    const finishKey = collect.finishKeys.find((key) => key === typed[index]);
    if (finishKey) return { keys: index + 1, finishKey };
    if (index + 1 === collect.digits) return { keys: index + 1 };
  }
  return undefined;
}

function heardPart(part: UtterancePart, turnLanguage: Language, bankName: string): HeardPart {
  const language = part.language ?? turnLanguage;
  // Said or not, it must be sayable in every language: an instance may have to fall back on the other one.
  for (const each of LANGUAGES) sentence(part, each, bankName);
  return { prompt: part.prompt, language, text: sentence(part, language, bankName) };
}
