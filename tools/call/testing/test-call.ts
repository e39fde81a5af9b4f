import type { Language, PromptId } from '#libs/speech';
import type { CallState } from '../../../apps/gateway/src/call-flow/call-state.js';
import type { FlowSettings } from '../../../apps/gateway/src/call-flow/flow-settings.js';
import type { TransferContext, Turn } from '../../../apps/gateway/src/telephony/turn.js';
import type { EngineLine } from '../lines/engine/engine-line.js';
import { EngineStage } from '../lines/engine/engine-stage.js';
import { type Ledger, ledgerOf } from '../paper-bank/ledger.js';
import { PaperBank } from '../paper-bank/paper-bank.js';
import type { TransferEnd } from '../phone-line.js';
import { keysOf, numberOf } from '../script/keys.js';
import type { Pressed } from '../script/script.schema.js';

/** Sunday noon in bank time, in the week the bank was invented. */
export const NOON = Date.parse('2026-11-22T12:00:00+01:00');

export interface TestCallOptions {
  /** A client's letter, `nobody`, `withheld` or a number; default: A. */
  from?: string;
  language?: Language;
  at?: number;
  settings?: Partial<FlowSettings>;
  typeAhead?: 'core' | 'provider';
  /** A pencil for the bank's books, before the call. */
  books?: (ledger: Ledger) => void;
  /** Services, or single answers of theirs, that are down when the call begins. */
  down?: readonly Parameters<PaperBank['takeDown']>[0][];
  /** Calls of the same bank share it. */
  stage?: EngineStage;
}

/** A call on the engine, for tests: keys in, prompts out. */
export class TestCall {
  private constructor(
    readonly stage: EngineStage,
    private readonly line: EngineLine,
    private readonly language: Language,
  ) {}

  /** A call that was answered and is at the choice of the language. */
  static async answered(options: TestCallOptions = {}): Promise<TestCall> {
    const { from = 'A', language = 'en' } = options;
    const stage = options.stage ?? stageFor(options);
    const line = stage.dial(numberOf(from));
    await line.start();
    return new TestCall(stage, line, language);
  }

  /** Presses what is given, one after the other; keys typed by hand each by itself. */
  async press(...items: Pressed[]): Promise<this> {
    for (const item of items) for (const key of keysOf(item, this.language).keys) await this.line.press(key);
    return this;
  }

  /** Types everything in one go, before anything is heard. */
  async typeAhead(...items: Pressed[]): Promise<this> {
    await this.line.press(items.map((item) => keysOf(item, this.language).keys).join(''));
    return this;
  }

  async silence(times = 1): Promise<this> {
    for (let time = 0; time < times; time += 1) await this.line.silence();
    return this;
  }

  async transferEnds(...ends: TransferEnd[]): Promise<this> {
    for (const end of ends) await this.line.transferEnded(end);
    return this;
  }

  async hangUp(): Promise<this> {
    await this.line.hangUp();
    return this;
  }

  /** Delivers the last event once more. @throws RepetitionDiffers when it is answered in another way. */
  async repeat(): Promise<void> {
    await this.line.repeat();
  }

  /** Lets time pass without an event. */
  pass(ms: number): this {
    this.stage.clock.pass(ms);
    return this;
  }

  /** Delivers an event of a provider as it is. */
  deliver(event: Parameters<EngineLine['tell']>[0]): this {
    this.line.tell(event);
    return this;
  }

  get bank(): PaperBank {
    return this.stage.bank;
  }

  get now(): number {
    return this.stage.clock.now;
  }

  get state(): CallState {
    return this.line.state;
  }

  get place(): string {
    return this.line.state.place;
  }

  get turn(): Turn {
    return this.line.turn;
  }

  /** The prompts of the last turn, those that are heard whole first. */
  get heard(): PromptId[] {
    return [...this.turn.notice, ...this.turn.say].map(({ prompt }) => prompt);
  }

  /** The last turn in words. */
  get words(): string[] {
    return this.line.words();
  }

  /** Where the call is connected to; undefined while it is not. */
  get transferredTo(): string | undefined {
    const { then } = this.turn;
    return then.kind === 'transfer' ? then.queue : undefined;
  }

  /** @throws Error when the call is not being connected. */
  get context(): TransferContext {
    const { then } = this.turn;
    if (then.kind !== 'transfer') throw new Error('no transfer');
    return then.context;
  }

  get isOver(): boolean {
    return this.turn.then.kind === 'hangUp' || this.state.over;
  }
}

function stageFor({ at = NOON, settings = {}, typeAhead = 'core', books, down = [] }: TestCallOptions): EngineStage {
  const ledger = ledgerOf(at);
  books?.(ledger);
  const bank = new PaperBank({ at, ledger, withheldNumber: settings.withheldNumber ?? 'refuse' });
  for (const what of down) bank.takeDown(what);
  return new EngineStage({ at, settings, typeAhead, bank });
}

/** How a caller comes to each place of the bank's flow; the keys after the language. */
const WAYS = {
  M0: [],
  M1: ['$language'],
  M2: ['$language', '1'],
  M5: ['$language', '2'],
  M6: ['$language', '11#'],
  V1: ['$language', '11'],
  V2: ['$language', '11', { card: 'A-credit' }],
  M3: ['$language', '11', { card: 'A-credit' }, { pin: 'A-credit' }],
  'M3.1': ['$language', '11', { card: 'A-credit' }, { pin: 'A-credit' }, '1'],
  'M3.2': ['$language', '11', { card: 'A-credit' }, { pin: 'A-credit' }, '2'],
  'M3.3': ['$language', '11', { card: 'A-credit' }, { pin: 'A-credit' }, '3'],
  M3N: ['$language', '11', { card: 'A-debit' }, { pin: 'A-debit' }],
  M3S: ['$language', '11', { card: 'G-debit' }, { pin: 'G-debit' }],
  M4I: ['$language', '12'],
  V3: ['$language', '122'],
  M4: ['$language', '122', { clientNumber: 'A' }],
  'M4.1': ['$language', '122', { clientNumber: 'A' }, '1'],
  'M4.2': ['$language', '122', { clientNumber: 'A' }, '2'],
  'M4.3': ['$language', '122', { clientNumber: 'A' }, '3'],
  M4S: ['$language', '122', { clientNumber: 'G' }, '1'],
} as const satisfies Record<string, readonly Pressed[]>;

/** Who has to call to come to a place; A to all others. */
const CALLERS: Partial<Record<keyof typeof WAYS, string>> = { M3N: 'nobody', M3S: 'G', M4S: 'G' };

export type Place = keyof typeof WAYS;
export const PLACES = Object.keys(WAYS) as Place[];

/** A call that has come to a place of the flow. @throws Error when it came to another. */
export async function callAt(place: Place, options: TestCallOptions = {}): Promise<TestCall> {
  const books = (ledger: Ledger) => {
    if (place === 'M4S') giveSecondDebitCard(ledger);
    options.books?.(ledger);
  };
  const call = await TestCall.answered({ from: CALLERS[place] ?? 'A', ...options, books });
  await call.press(...WAYS[place]);
  if (call.place !== place) throw new Error(`the call is at ${call.place}, not at ${place}`);
  return call;
}

/** Client G gets another debit card, so that there is a choice. */
export function giveSecondDebitCard(ledger: Ledger): void {
  const card = ledger.cards.find(({ sourceId }) => sourceId === 'G-debit');
  if (!card) throw new Error('the ledger has no G-debit');
  ledger.cards.push({
    ...card,
    sourceId: 'G-debit-2',
    pan: '4917610000000018',
    lastFour: '0018',
    linkedAccountSourceIds: ['G-GBP'],
  });
}
