import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { CurrentSettings } from '../administration/settings/live-settings.js';
import { createEngine, type FlowEngine } from '../call-flow/engine.js';
import { Flow } from '../call-flow/flow.schema.js';
import type { FlowSettings } from '../call-flow/flow-settings.js';

/** The engines of all flows that calls under way began with. */
export interface Engines {
  /** For new calls. */
  current(): { engine: FlowEngine; version: string };
  /** For a call that began with this version (P4). @throws when the version cannot be read or used. */
  of(version: string): Promise<FlowEngine>;
}

/** Injection token of {@link Engines}. */
export const ENGINES = Symbol('ENGINES');

/**
 * Keeps each flow beside the calls that began with it: after a restart with another flow, calls under way go on with
 * theirs, on any instance. The settings are those that hold now.
 */
@Injectable()
export class StoredEngines implements Engines, OnModuleInit {
  private readonly flows = new Map<string, Flow>();
  private readonly engines = new Map<string, FlowEngine>();
  private engineSettings: FlowSettings;
  private readonly version: string;

  constructor(
    private readonly flow: Flow,
    private readonly settings: CurrentSettings,
    private readonly dataSource: DataSource,
  ) {
    this.version = versionOf(flow);
    this.engineSettings = settings.current();
  }

  async onModuleInit(): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO flows (version, document, first_used_at) VALUES ($1, $2, now()) ON CONFLICT (version) DO NOTHING`,
      [this.version, JSON.stringify(this.flow)],
    );
  }

  current(): { engine: FlowEngine; version: string } {
    return { engine: this.engineFor(this.version, this.flow), version: this.version };
  }

  async of(version: string): Promise<FlowEngine> {
    const known = version === this.version ? this.flow : this.flows.get(version);
    if (known) return this.engineFor(version, known);
    const rows = await this.dataSource.query<{ document: unknown }[]>(`SELECT document FROM flows WHERE version = $1`, [
      version,
    ]);
    const flow = Flow.parse(rows[0]?.document);
    this.flows.set(version, flow);
    return this.engineFor(version, flow);
  }

  /** Engines are made anew when staff have changed a setting. */
  private engineFor(version: string, flow: Flow): FlowEngine {
    const settings = this.settings.current();
    if (settings !== this.engineSettings) this.engines.clear();
    this.engineSettings = settings;
    const engine = this.engines.get(version) ?? createEngine(flow, settings);
    this.engines.set(version, engine);
    return engine;
  }
}

/** The flow's own version and a digest of its content, so that an edit without a new version is another version. */
function versionOf(flow: Flow): string {
  return `${flow.version}-${createHash('sha256').update(JSON.stringify(flow)).digest('hex').slice(0, 12)}`;
}
