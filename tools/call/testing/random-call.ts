import { hasValue, LANGUAGES, sentence, type UtterancePart } from '#libs/speech';
import type { FlowEngine } from '../../../apps/gateway/src/call-flow/engine.js';
import type { Flow } from '../../../apps/gateway/src/call-flow/flow.schema.js';
import type { FlowSettings } from '../../../apps/gateway/src/call-flow/flow-settings.js';
import type { CallState } from '../../../apps/gateway/src/call-flow/call-state.js';
import type { ServiceReply } from '../../../apps/gateway/src/call-flow/service-request.js';
import type { Step } from '../../../apps/gateway/src/call-flow/step.js';
import type { CallEvent } from '../../../apps/gateway/src/telephony/call-event.js';
import type { Turn } from '../../../apps/gateway/src/telephony/turn.js';
import { notPlainJson } from '../lines/engine/plain-json.js';
import { demoBank, type Ledger } from '../paper-bank/ledger.js';
import { PAPER_SERVICES, PaperBank } from '../paper-bank/paper-bank.js';
import { numberOf } from '../script/keys.js';
import { Random } from './random.js';
import { CALLERS, type Happening, RandomCaller } from './random-caller.js';

/** Events after which a call that goes on has no ceiling; the engine's own is 500 turns. */
const TOO_MANY_EVENTS = 520;
const KEYS = Array.from('0123456789*#');
/** Characters of a call's state between two steps, and at most within one. */
const [MOST_KEPT, MOST_WITHIN_A_STEP] = [6_000, 24_000];
const PANS = demoBank().cards.map(({ pan }) => pan);
const PINS = new Set(demoBank().cards.map(({ pin }) => pin));
/** What only a client may hear. */
const TELLING = new Set(['amount', 'date', 'merchant', 'lastFour']);

/** The engine, its flow and its settings, in which calls are made. */
export interface Surroundings {
  engine: FlowEngine;
  flow: Flow;
  settings: FlowSettings;
  ledger: Ledger;
  at: number;
}

/** What a call came to, for the statistics that show that the calls are worth something. */
export interface CallSummary {
  events: number;
  told: number;
  verified: boolean;
  outcome: string;
  places: Set<string>;
}

/** One call by a random caller, every promise checked after every event. @throws Error naming the promise broken. */
export class RandomCall {
  private readonly random: Random;
  private readonly caller: RandomCaller;
  private readonly bank: PaperBank;
  private readonly callId: string;
  private now: number;
  private state: CallState | undefined;
  /** The state as it would be stored. */
  private text = '';
  private readonly places = new Set<string>();
  private broken = false;

  constructor(
    private readonly around: Surroundings,
    readonly seed: number,
  ) {
    this.random = new Random(seed);
    const from = this.random.one(CALLERS);
    this.caller = new RandomCaller(this.random, around.flow, from);
    const { at, ledger, settings } = around;
    this.now = at + this.random.below(7 * 24 * 3_600_000);
    this.bank = new PaperBank({ at: this.now, ledger, withheldNumber: settings.withheldNumber });
    this.callId = `call-${seed}`;
    this.from = numberOf(from);
  }

  private readonly from: string;

  run(): CallSummary {
    this.failSomething(0.03);
    const started = {
      kind: 'started',
      at: this.now,
      providerCallId: this.callId,
      callerNumber: this.from,
      dialledNumber: '+35542000000',
      attestation: 'unknown',
    } as const;
    let turn = this.finish(this.around.engine.begin(this.callId, started));
    for (let events = 1; events <= TOO_MANY_EVENTS; events += 1) {
      const before = this.stateNow();
      if (turn === undefined || turn.then.kind === 'hangUp') return this.summary(turn, events);
      this.failSomething(0.02);
      if (this.random.chance(0.02)) this.lateEvent(before);
      if (this.random.chance(0.005)) this.mustHaveAWayOn(before, turn);
      turn = this.happen(this.caller.next(turn, before), before);
    }
    throw new Error(`the call goes on after ${TOO_MANY_EVENTS} events`);
  }

  private happen(happening: Happening, before: CallState): Turn | undefined {
    this.now += 300 + this.random.below(happening.kind === 'noInput' ? 15_000 : 6_000);
    const event = { ...happening, at: this.now } as CallEvent;
    const text = this.text;
    const told = this.bank.told.length;
    const replies: ServiceReply[] = [];
    const turn = this.finish(this.around.engine.advance(before, event, ''), replies);
    if (this.random.chance(0.1) && JSON.stringify(before) !== text)
      throw new Error('the engine changed the state it was given');
    if (turn) this.mustBeDeserved(turn, told);
    if (this.random.chance(0.02)) this.mustRepeat(before, event, replies, turn);
    return turn;
  }

  /** Asks the bank until there is something to say; every state on the way is looked at. */
  private finish(first: Step, replies: ServiceReply[] = []): Turn | undefined {
    let step = first;
    this.look(step);
    while (step.output.kind === 'request') {
      if (replies.length > 16) throw new Error('the engine asks without end');
      const reply = this.bank.answer(step.output.request, step.state, this.now);
      this.now = reply.at;
      replies.push(reply);
      step = this.around.engine.advance(step.state, reply, step.keysAhead);
      this.look(step);
    }
    if (step.output.kind === 'over') return undefined;
    this.mustBeATurn(step.output.turn);
    return step.output.turn;
  }

  private look({ state, notes, keysAhead, output }: Step): void {
    this.state = state;
    this.places.add(state.place);
    const problem = this.random.chance(0.1) ? notPlainJson(state) : undefined;
    if (problem !== undefined) throw new Error(`${problem} of the state is not plain JSON`);
    this.text = JSON.stringify(state);
    const { text } = this;
    const leak = PANS.find((pan) => text.includes(pan));
    if (leak !== undefined) throw new Error('a card number is in the state');
    if (Object.values(state).some((value) => typeof value === 'string' && PINS.has(value)))
      throw new Error('a PIN is in the state');
    if (keysAhead.length > 32) throw new Error('more than 32 keys are kept');
    const odd = notes.find(({ event }) => event === 'undefined-state');
    if (odd) throw new Error(`undefined state: ${odd.outcome ?? ''}`);
    // While keys that were typed ahead are gone through, what each came to is carried along; none of it is kept.
    const most = output.kind === 'request' ? MOST_WITHIN_A_STEP : MOST_KEPT;
    if (text.length > most) throw new Error(`the state has ${text.length} characters`);
  }

  /** Something to say and something to wait for, in words that exist. */
  private mustBeATurn(turn: Turn): void {
    const parts = [...turn.notice, ...turn.say];
    if (turn.then.kind === 'collect' && parts.length === 0)
      throw new Error('the caller hears nothing and is waited for');
    for (const part of parts) mustBeSayable(part);
    if (turn.then.kind === 'transfer' && PANS.some((pan) => JSON.stringify(turn.then).includes(pan)))
      throw new Error('the agent sees a card number');
  }

  /** Values of a client are heard only when the bank told them in this very step to the client who was let in. */
  private mustBeDeserved(turn: Turn, toldBefore: number): void {
    const breach = this.bank.breaches[0];
    if (breach !== undefined) throw new Error(`asked without a right: ${breach}`);
    const verified = this.bank.verdicts.some(({ outcome }) => outcome === 'verified');
    if (this.stateNow().verified && !verified) throw new Error('verified by nobody');
    const tells = turn.say.some(
      ({ value, prompt }) => value && TELLING.has(value.kind) && !prompt.startsWith('common.option'),
    );
    if (!tells) return;
    if (!verified) throw new Error('information without a valid credential');
    if (this.bank.told.length === toldBefore) throw new Error('information the bank did not tell');
  }

  /** The same event on the same state with the same replies: the same, to the letter. */
  private mustRepeat(before: CallState, event: CallEvent, replies: ServiceReply[], turn: Turn | undefined): void {
    const { engine } = this.around;
    let step = engine.advance(before, event, '');
    for (const reply of replies) step = engine.advance(step.state, reply, step.keysAhead);
    const again = step.output.kind === 'turn' ? step.output.turn : undefined;
    if (JSON.stringify(again) !== JSON.stringify(turn)) throw new Error('a repeated event has another answer');
  }

  /** An event of another step, should it ever get here: an answer, and no crash. The call goes on as it was. */
  private lateEvent(state: CallState): void {
    const late: Happening = this.random.one([
      { kind: 'transferEnded', outcome: 'busy' },
      { kind: 'transferEnded', outcome: 'answered' },
      { kind: 'input', digits: this.random.digits(1 + this.random.below(20)), finishedBy: 'timeout' },
      { kind: 'noInput' },
      { kind: 'ended', by: 'provider' },
    ] as const);
    this.around.engine.advance(state, { ...late, at: this.now }, '');
    const to = this.random.one(['allBalances', 'verifyCard', 'openComplaint'] as const);
    const reply: ServiceReply = { kind: 'reply', to, at: this.now, ok: false };
    this.around.engine.advance(state, reply, '');
  }

  /** No dead end: some key leads somewhere else or to people, or the call is past its time and ends. */
  private mustHaveAWayOn(state: CallState, turn: Turn): void {
    if (turn.then.kind !== 'collect' || turn.then.digits > 1) return;
    const leads = KEYS.some((digits) => {
      const event = { kind: 'input', at: this.now + 3_000, digits, finishedBy: 'length' } as const;
      const { output, state: next } = this.around.engine.advance(state, event, '');
      return next.place !== state.place || (output.kind === 'turn' && output.turn.then.kind !== 'collect');
    });
    if (!leads) throw new Error(`no key leads out of ${state.place}`);
  }

  /** Services go down, come back, and become slow. */
  private failSomething(probability: number): void {
    if (!this.random.chance(probability * (this.broken ? 8 : 1))) return;
    const service = this.random.one(PAPER_SERVICES);
    this.broken = this.random.chance(0.5);
    if (this.broken && this.random.chance(0.3)) this.bank.slow(service, this.random.below(6_000));
    else if (this.broken) this.bank.takeDown(service);
    else
      for (const each of PAPER_SERVICES) {
        this.bank.bringUp(each);
        this.bank.slow(each, 0);
      }
  }

  private summary(turn: Turn | undefined, events: number): CallSummary {
    const { engine, settings, flow } = this.around;
    const state = this.stateNow();
    if (turn) {
      const late = engine.advance(state, { kind: 'input', at: this.now, digits: '1', finishedBy: 'length' }, '');
      if (late.output.kind !== 'turn' || late.output.turn.then.kind !== 'hangUp')
        throw new Error('it goes on after its end');
    }
    const end = engine.advance(state, { kind: 'ended', at: this.now, by: 'caller' }, '');
    if (end.output.kind !== 'over' || end.state.outcome === undefined) throw new Error('the end has no outcome');
    if (end.state.sealedPan !== undefined) throw new Error('something sealed outlives the call');
    const lastedMs = state.lastInputAt - state.startedAt;
    if (lastedMs > settings.callMaxMs + 10 * 60_000) throw new Error(`keys were taken for ${lastedMs} ms`);
    for (const place of this.places)
      if (!flow.menus[place] && !flow.entries[place]) throw new Error(`there is no ${place}`);
    const verified = state.verified !== undefined;
    return { events, told: this.bank.told.length, verified, outcome: end.state.outcome, places: this.places };
  }

  /** @throws Error before the call began. */
  private stateNow(): CallState {
    if (!this.state) throw new Error('the call has not begun');
    return this.state;
  }
}

const sayable = new Set<string>();

/** In both languages: an instance may have to fall back on the other one. */
function mustBeSayable(part: UtterancePart): void {
  if (!hasValue(part) && sayable.has(part.prompt)) return;
  for (const language of LANGUAGES) sentence(part, language, 'Banka Demo');
  if (!hasValue(part)) sayable.add(part.prompt);
}
