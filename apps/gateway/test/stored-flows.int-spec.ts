import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceDatabase } from '#libs/persistence';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { DEFAULT_FLOW_SETTINGS } from '../src/call-flow/flow-settings.js';
import type { Flow } from '../src/call-flow/flow.schema.js';
import { loadFlow } from '../src/call-flow/load-flow.js';
import { StoredEngines } from '../src/calls/engines.js';
import { GATEWAY_SCHEMA } from '../src/calls/persistence/schema.js';
import { DEMO_QUEUES_FILE, readQueues } from '../src/queues.js';

const SETTINGS = { ...DEFAULT_FLOW_SETTINGS, queues: readQueues(DEMO_QUEUES_FILE) };

describe('P4: a call keeps the flow it began with', () => {
  let bank: TestBank;
  let dataSource: DataSource;

  beforeAll(async () => {
    bank = await startBank({ services: [], data: 'empty' });
    dataSource = await new DataSource(serviceDatabase(GATEWAY_SCHEMA, bank.databaseUrl('gateway'))).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await bank.stop();
  });

  /** A gateway that was started with this flow. */
  async function startedWith(flow: Flow): Promise<StoredEngines> {
    const engines = new StoredEngines(flow, { current: () => SETTINGS }, dataSource);
    await engines.onModuleInit();
    return engines;
  }

  /** The bank's flow, with a language choice that waits as long as a menu. */
  function edited(flow: Flow): Flow {
    const copy = structuredClone(flow);
    const start = copy.menus[copy.start];
    if (!start) throw new Error('the flow has no start');
    start.timer = 'menu';
    return copy;
  }

  const started = () =>
    ({
      kind: 'started',
      at: Date.now(),
      providerCallId: '1',
      callerNumber: '',
      dialledNumber: '',
      attestation: 'unknown',
    }) as const;

  /** How long the language choice waits for its key. */
  function firstWaitOf(engine: ReturnType<StoredEngines['current']>['engine']): number | undefined {
    const asked = engine.begin(randomUUID(), started());
    const { output } = engine.advance(
      asked.state,
      { kind: 'reply', to: 'lookUpCallerNumber', at: Date.now(), ok: false },
      '',
    );
    return output.kind === 'turn' && output.turn.then.kind === 'collect' ? output.turn.then.firstDigitMs : undefined;
  }

  it('after a restart with an edited flow, old calls run the old one and new calls the new one', async () => {
    const before = await startedWith(loadFlow());
    const { version } = before.current();
    const after = await startedWith(edited(loadFlow()));
    expect(after.current().version).not.toBe(version);
    expect(firstWaitOf(after.current().engine)).toBe(SETTINGS.timers.menuMs);
    expect(firstWaitOf(await after.of(version))).toBe(SETTINGS.timers.languageMs);
    expect(await after.of(version)).toBe(await after.of(version));
  });

  it('the same flow on every instance and after every start is one version', async () => {
    const versions = await Promise.all([1, 2, 3].map(async () => (await startedWith(loadFlow())).current().version));
    expect(new Set(versions).size).toBe(1);
    expect(await bank.sql('SELECT FROM gateway.flows WHERE version = $1', [versions[0]])).toHaveLength(1);
  });

  it('a version nobody ever started with cannot be run', async () => {
    await expect((await startedWith(loadFlow())).of('0-000000000000')).rejects.toThrow();
  });
});
