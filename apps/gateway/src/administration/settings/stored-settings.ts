import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { FlowSettings, QueueSettings } from '../../call-flow/flow-settings.js';
import { Queue, queueSettingsOf } from '../../queues.js';

const ms = (least: number, most: number, what: string) =>
  z
    .int()
    .min(least)
    .max(most)
    .meta({ description: `${what}, milliseconds` });

/** What staff may set of how calls go, within the bounds of requirements 7 and 13; the same as at start. */
export const Limits = z
  .strictObject({
    inputLanguageTimeoutMs: ms(1_000, 30_000, 'Silence after the language choice'),
    inputMenuTimeoutMs: ms(1_000, 60_000, 'Silence after a menu'),
    inputFirstDigitMs: ms(1_000, 60_000, 'Silence before the first digit of an entry'),
    inputInterDigitMs: ms(1_000, 30_000, 'Silence between the digits of an entry'),
    inputMaxSilenceTotalMs: ms(10_000, 300_000, 'Silence after which a verified call ends'),
    entryMaxErrors: z.int().min(1).max(10).meta({ description: 'Wrong or missing entries before the way out' }),
    cardsSpokenTransactions: z
      .int()
      .min(1)
      .max(5)
      .meta({ description: 'How many of the last transactions are read out' }),
    dataMaxAgeMinutes: z
      .int()
      .min(1)
      .max(24 * 60)
      .meta({ description: 'Older data is announced with its time' }),
    privacyNotice: z.boolean().meta({ description: 'Says that calls may be recorded, after the language choice' }),
  })
  .meta({ id: 'Limits' });
export type Limits = z.output<typeof Limits>;

/** The emergency announcement before the first menu (P13). */
export const Announcement = z.strictObject({ emergency: z.boolean() }).meta({ id: 'Announcement' });

/** The queues of agents (requirements 6.1). */
export const QueueName = z
  .enum(['lost_card', 'general', 'complaints', 'business', 'pos_support'])
  .meta({ id: 'QueueName' });
export type QueueName = z.output<typeof QueueName>;

/** Everything staff may set, by its name in the table of versions. */
export const SETTINGS = {
  limits: Limits,
  announcement: Announcement,
  'queue.lost_card': Queue,
  'queue.general': Queue,
  'queue.complaints': Queue,
  'queue.business': Queue,
  'queue.pos_support': Queue,
} as const satisfies Record<string, z.ZodType>;
export type SettingName = keyof typeof SETTINGS;
export type SettingOf<Name extends SettingName> = z.output<(typeof SETTINGS)[Name]>;

/** The newest versions there are, and the number of the newest of all. */
export interface Stored {
  readonly newest: string;
  readonly values: ReadonlyMap<SettingName, { readonly version: number; readonly value: unknown }>;
}

/** The newest version of each setting. */
export async function readStored(dataSource: DataSource): Promise<Stored> {
  const rows = await dataSource.query<{ id: string; name: string; version: number; value: unknown }[]>(
    'SELECT DISTINCT ON (name) id, name, version, value FROM setting_versions ORDER BY name, version DESC',
  );
  const known = rows.filter((row): row is typeof row & { name: SettingName } => row.name in SETTINGS);
  const newest = rows.map(({ id }) => BigInt(id)).reduce((most, id) => (id > most ? id : most), 0n);
  return {
    newest: String(newest),
    values: new Map(known.map(({ name, version, value }) => [name, { version, value }])),
  };
}

/** Number of the newest version of any setting: whether there is anything to read. */
export async function newestVersion(dataSource: DataSource): Promise<string> {
  const [row] = await dataSource.query<{ newest: string }[]>(
    'SELECT coalesce(max(id), 0) AS newest FROM setting_versions',
  );
  return row?.newest ?? '0';
}

/** What holds where staff have set nothing. */
export function limitsOf(base: FlowSettings): Limits {
  return {
    inputLanguageTimeoutMs: base.timers.languageMs,
    inputMenuTimeoutMs: base.timers.menuMs,
    inputFirstDigitMs: base.timers.firstDigitMs,
    inputInterDigitMs: base.timers.interDigitMs,
    inputMaxSilenceTotalMs: base.timers.maxSilenceTotalMs,
    entryMaxErrors: base.entryMaxErrors,
    cardsSpokenTransactions: base.spokenTransactions,
    dataMaxAgeMinutes: Math.round(base.dataMaxAgeMs / 60_000),
    privacyNotice: base.privacyNotice,
  };
}

/** The settings of a start with what staff have set over them; a value that is none any more is named and left out. */
export function overlay(base: FlowSettings, { values }: Stored): { settings: FlowSettings; unusable: SettingName[] } {
  const unusable: SettingName[] = [];
  const read = <Name extends SettingName>(name: Name): SettingOf<Name> | undefined => {
    const stored = values.get(name);
    if (!stored) return undefined;
    const parsed = SETTINGS[name].safeParse(stored.value);
    if (parsed.success) return parsed.data as SettingOf<Name>;
    unusable.push(name);
    return undefined;
  };
  const limits = read('limits');
  const queues: Record<string, QueueSettings> = { ...base.queues };
  for (const name of QueueName.options) {
    const queue = read(`queue.${name}`);
    if (queue) queues[name] = queueSettingsOf(queue);
  }
  const emergencyAnnouncement = read('announcement')?.emergency ?? base.emergencyAnnouncement;
  return { settings: { ...base, ...(limits ? withLimits(limits) : {}), emergencyAnnouncement, queues }, unusable };
}

function withLimits(limits: Limits): Partial<FlowSettings> {
  return {
    timers: {
      languageMs: limits.inputLanguageTimeoutMs,
      menuMs: limits.inputMenuTimeoutMs,
      firstDigitMs: limits.inputFirstDigitMs,
      interDigitMs: limits.inputInterDigitMs,
      maxSilenceTotalMs: limits.inputMaxSilenceTotalMs,
    },
    entryMaxErrors: limits.entryMaxErrors,
    spokenTransactions: limits.cardsSpokenTransactions,
    dataMaxAgeMs: limits.dataMaxAgeMinutes * 60_000,
    privacyNotice: limits.privacyNotice,
  };
}
