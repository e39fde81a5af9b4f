import type { DataSource } from 'typeorm';
import type { FlowSettings, QueueSettings } from '../../call-flow/flow-settings.js';
import { Problem } from '../routes/problem.js';
import type { Actor } from '../routes/role.js';
import { limitsOf, overlay, QueueName, readStored, type SettingName, type SettingOf } from './stored-settings.js';

/** Unique constraint of PostgreSQL. */
const TAKEN = '23505';

/** A setting as it holds, and which version it is; 0: as at the start. */
export interface Versioned<Value> {
  readonly version: number;
  readonly value: Value;
}

/** Reads and writes what staff may set: each change is a version of its own, made from the one before it or not at all. */
export class SettingsService {
  constructor(
    private readonly dataSource: DataSource,
    /** Of this gateway's own start. */
    private readonly base: FlowSettings,
  ) {}

  async limits(): Promise<Versioned<SettingOf<'limits'>>> {
    const { settings, versionOf } = await this.present();
    return { version: versionOf('limits'), value: limitsOf(settings) };
  }

  async announcement(): Promise<Versioned<SettingOf<'announcement'>>> {
    const { settings, versionOf } = await this.present();
    return { version: versionOf('announcement'), value: { emergency: settings.emergencyAnnouncement } };
  }

  async queues(): Promise<(Versioned<QueueSettings> & { readonly name: QueueName })[]> {
    const { settings, versionOf } = await this.present();
    return QueueName.options.flatMap((name) => {
      const value = settings.queues[name];
      return value ? [{ name, version: versionOf(`queue.${name}`), value }] : [];
    });
  }

  /**
   * Sets a value in the place of a version.
   * @returns the new version.
   * @throws Problem `conflict` when somebody else was first.
   */
  async set<Name extends SettingName>(
    name: Name,
    { version, value }: Versioned<SettingOf<Name>>,
    actor: Actor,
  ): Promise<number> {
    try {
      const rows = await this.dataSource.query<{ version: number }[]>(
        `INSERT INTO setting_versions (name, version, value, made_by)
         SELECT $1::varchar, $2::int + 1, $3, $4
         WHERE $2 = coalesce((SELECT max(version) FROM setting_versions WHERE name = $1), 0)
         RETURNING version`,
        [name, version, JSON.stringify(value), actor.name],
      );
      const [row] = rows;
      if (row) return row.version;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === TAKEN)) throw error;
    }
    throw new Problem('conflict', { detail: 'Read it again, and change what holds now.' });
  }

  private async present() {
    const stored = await readStored(this.dataSource);
    const { settings } = overlay(this.base, stored);
    return { settings, versionOf: (name: SettingName) => stored.values.get(name)?.version ?? 0 };
  }
}
