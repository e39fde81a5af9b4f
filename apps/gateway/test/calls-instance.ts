import { expect } from '@jest/globals';
import { AuditTrail } from '#libs/audit';
import { serviceDatabase } from '#libs/persistence';
import { sentence } from '#libs/speech';
import { randomBytes, randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { TestBank } from '../../../test/harness/index.js';
import type { RequestContext } from '../src/bank-services/service-desk.js';
import type { ServiceReply, ServiceRequest } from '../src/call-flow/service-request.js';
import { CallRunner, type CallRunnerOptions, type Report } from '../src/calls/call-runner.js';
import { CallStore } from '../src/calls/call-store.js';
import { CallSweeper } from '../src/calls/call-sweeper.js';
import { EventDigest } from '../src/calls/event-digest.js';
import { LastResort, type Render } from '../src/calls/last-resort.js';
import { GATEWAY_SCHEMA } from '../src/calls/persistence/schema.js';
import { scriptedEngine } from './scripted-engine.js';

const SECRET = randomBytes(32);
const OPTIONS: CallRunnerOptions = {
  verifyResponseMs: 0,
  serviceDeadlineMs: 4_000,
  stepBudgetMs: 9_000,
  answerWithinMs: 10_000,
};

/** A document that a test can read: the token it leads to, and what is said. */
interface Document {
  then: string;
  token?: string;
  said: string[];
}
export const render: Render = (turn, continuation) =>
  JSON.stringify({
    then: turn.then.kind,
    ...(continuation.kind === 'step' ? { token: continuation.token } : {}),
    said: turn.say.map((part) => sentence(part, turn.language, 'the bank')),
  } satisfies Document);

/** The services as a test wants them; remembers what was asked. */
class ScriptedDesk {
  readonly asked: { request: ServiceRequest; context: RequestContext }[] = [];
  readonly ended: string[] = [];
  answer: (request: ServiceRequest) => Promise<boolean> = () => Promise.resolve(true);

  async perform(request: ServiceRequest, context: RequestContext): Promise<ServiceReply> {
    this.asked.push({ request, context });
    const ok = await this.answer(request);
    return { kind: 'reply', to: request.kind, at: Date.now(), ok, value: {} } as ServiceReply;
  }

  endCall(callId: string): Promise<void> {
    this.ended.push(callId);
    return Promise.resolve();
  }
}

/** One instance of the gateway, as far as calls go: its own connections, the same secret. */
export class Instance {
  readonly desk = new ScriptedDesk();
  readonly store: CallStore;
  readonly runner: CallRunner;
  readonly sweeper: CallSweeper;

  private constructor(
    private readonly bank: TestBank,
    readonly dataSource: DataSource,
    options: Partial<CallRunnerOptions>,
  ) {
    const logger = bank.logs.loggerOf('gateway');
    const engine = scriptedEngine();
    const engines = { current: () => ({ engine, version: 'scripted' }), of: () => Promise.resolve(engine) };
    const lastResort = new LastResort(() => ({
      destination: 'sip:general@b.example',
      ringSeconds: 30,
      hours: 'always',
      holidays: [],
    }));
    const audit = new AuditTrail(dataSource, { schema: 'gateway', key: SECRET });
    this.store = new CallStore(dataSource, audit);
    const parts = { store: this.store, engines, desk: this.desk, digest: new EventDigest(SECRET), lastResort };
    this.runner = new CallRunner(parts, { ...OPTIONS, ...options }, logger);
    this.sweeper = new CallSweeper(this.store, this.runner, logger);
  }

  static async start(bank: TestBank, options: Partial<CallRunnerOptions> = {}): Promise<Instance> {
    const dataSource = new DataSource(serviceDatabase(GATEWAY_SCHEMA, bank.databaseUrl('gateway')));
    await dataSource.initialize();
    return new Instance(bank, dataSource, options);
  }

  stop = () => this.dataSource.destroy();

  /** A call of its own. */
  async dial(providerCallId = randomUUID()): Promise<Caller> {
    const caller = new Caller(this.bank, providerCallId);
    await caller.start(this);
    return caller;
  }
}

/** A caller, who knows the token of the document heard last. */
export class Caller {
  token = '';

  constructor(
    private readonly bank: TestBank,
    readonly providerCallId: string,
  ) {}

  private key = () => ({ provider: 'twilio', providerCallId: this.providerCallId }) as const;

  started(): Report {
    const { providerCallId } = this;
    const caller = { callerNumber: '+355690000001', dialledNumber: '+35542000000', attestation: 'unknown' } as const;
    return { ...this.key(), event: { kind: 'started', at: Date.now(), providerCallId, ...caller } };
  }

  pressed(digits: string, token = this.token): Report {
    return { ...this.key(), token, event: { kind: 'input', at: Date.now(), digits, finishedBy: 'length' } };
  }

  async start(instance: Instance): Promise<string> {
    return this.hear(await instance.runner.handle(this.started(), render));
  }

  async press(digits: string, instance: Instance): Promise<string> {
    return this.hear(await instance.runner.handle(this.pressed(digits), render));
  }

  end(instance: Instance): Promise<void> {
    return instance.runner.end(this.key(), { kind: 'ended', at: Date.now(), by: 'caller' });
  }

  hear(answer: string): string {
    this.token = (JSON.parse(answer) as Document).token ?? this.token;
    return answer;
  }

  async row(): Promise<Record<string, unknown>> {
    const rows = await this.bank.sql<Record<string, unknown>>(
      'SELECT * FROM gateway.calls WHERE provider_call_id = $1',
      [this.providerCallId],
    );
    const [row, ...others] = rows;
    if (!row || others.length > 0) throw new Error(`${rows.length} rows of one call`);
    return row;
  }

  async log(): Promise<Record<string, unknown>[]> {
    const { call_id: callId } = await this.row();
    return this.bank.sql('SELECT * FROM gateway.call_log WHERE call_id = $1 ORDER BY id', [callId]);
  }
}

/** The document of an answer. */
export const read = (answer: string): Document => JSON.parse(answer) as Document;

/** How a webhook is refused. */
export const refusal = (reason: string): unknown => expect.objectContaining({ name: 'WebhookRefused', reason });

/** What an instance answers, or the error it refuses with. */
export function tryOn(instance: Instance, report: Report): Promise<unknown> {
  return instance.runner.handle(report, render).catch((error: unknown) => error);
}

/** Two instances on one database, as good as new before each test. */
export function forget(...instances: Instance[]): void {
  for (const { desk } of instances) {
    desk.asked.length = 0;
    desk.ended.length = 0;
    desk.answer = () => Promise.resolve(true);
  }
}
