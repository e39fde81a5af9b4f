import { randomUUID } from 'node:crypto';
import { createEngine } from '../../../../apps/gateway/src/call-flow/engine.js';
import {
  DEFAULT_FLOW_SETTINGS,
  type FlowSettings,
  type QueueSettings,
} from '../../../../apps/gateway/src/call-flow/flow-settings.js';
import { loadFlow } from '../../../../apps/gateway/src/call-flow/load-flow.js';
import { demoBank } from '../../paper-bank/ledger.js';
import { PaperBank, type PaperService } from '../../paper-bank/paper-bank.js';
import type { Stage, World } from '../../phone-line.js';
import { VirtualClock } from './clock.js';
import { EngineLine } from './engine-line.js';

const queue = (destination: string, more: Partial<QueueSettings> = {}): QueueSettings => ({
  destination,
  ringSeconds: 30,
  hours: 'always',
  holidays: [],
  ...more,
});

/** Queues of an invented bank: one with an overflow, the others with one destination. */
export const PAPER_QUEUES: FlowSettings['queues'] = {
  lost_card: queue('+35542000001', { overflow: '+35542000009' }),
  general: queue('+35542000002', { overflow: '+35542000009' }),
  complaints: queue('+35542000003'),
  business: queue('+35542000004'),
  pos_support: queue('+35542000005'),
};

const FLOW = loadFlow();

export interface EngineStageOptions {
  /** Default: now. */
  at?: number;
  settings?: Partial<FlowSettings>;
  typeAhead?: 'core' | 'provider';
  bank?: PaperBank;
}

/** The engine and the paper bank, with a clock of their own. Nothing is shared between two stages. */
export class EngineStage implements Stage, World {
  readonly name = 'engine';
  readonly world = this;
  readonly sees = { queue: true, context: true, outcome: true };
  readonly repeats = true;
  readonly clock: VirtualClock;
  readonly bank: PaperBank;
  readonly settings: FlowSettings;
  private readonly typeAhead: 'core' | 'provider';
  private readonly lines: EngineLine[] = [];
  private readonly written: string[] = [];
  private engine;

  constructor({ at = Date.now(), settings = {}, typeAhead = 'core', bank }: EngineStageOptions = {}) {
    this.clock = new VirtualClock(at);
    this.settings = { ...DEFAULT_FLOW_SETTINGS, queues: PAPER_QUEUES, ...settings };
    this.bank = bank ?? new PaperBank({ at, withheldNumber: this.settings.withheldNumber });
    this.typeAhead = typeAhead;
    this.engine = createEngine(FLOW, this.settings);
  }

  dial(callerNumber: string): EngineLine {
    const line = new EngineLine({
      engine: () => this.engine,
      bank: this.bank,
      clock: this.clock,
      callId: randomUUID(),
      callerNumber,
      bankName: demoBank().bank.name,
      typeAhead: this.typeAhead,
      written: (what) => this.written.push(JSON.stringify(what)),
    });
    this.lines.push(line);
    return line;
  }

  async serviceDown(service: string): Promise<void> {
    this.bank.takeDown(service as PaperService);
  }

  async serviceUp(service: string): Promise<void> {
    this.bank.bringUp(service as PaperService);
  }

  /** Another instance: all it has is the row. */
  async restartGateway(): Promise<void> {
    this.engine = createEngine(loadFlow(), this.settings);
    for (const line of this.lines) line.forgetTyped();
  }

  async unlockCard(card: string): Promise<void> {
    this.bank.desk.tries.unlock(card);
  }

  async wrongPins(card: string): Promise<number> {
    return this.bank.desk.tries.of(card).consecutive;
  }

  /** On paper what is promised has arrived. */
  async mailsTo(client: string): Promise<number> {
    return this.bank.mailroom.queued.filter((mail) => mail.client === client).length;
  }

  async everythingWritten(): Promise<string> {
    return this.written.join('\n');
  }
}
