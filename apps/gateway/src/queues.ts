import { ConfigurationError } from '#libs/config';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { type QueueSettings, WEEKDAYS } from './call-flow/flow-settings.js';

/** The queues of the demo: addresses under `.example`, which reach nobody. */
export const DEMO_QUEUES_FILE = new URL('./demo-queues.yaml', import.meta.url);

/** A number in international form, or a SIP address; nothing else is ever dialled (S23). */
const Destination = z
  .string()
  .regex(/^(?:\+[1-9]\d{7,14}|sips?:[\w.+~-]{1,64}@[\w.-]{1,200}(?::\d{1,5})?(?:;[\w.-]+(?:=[\w.-]+)?)*)$/, {
    error: 'must be a number in international form (+355…) or a SIP address (sip:…@…)',
  });

const TimeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: 'must be a time HH:MM' });

const OpeningTime = z
  .strictObject({ from: TimeOfDay, to: TimeOfDay })
  .refine(({ from, to }) => from < to, { error: 'must open before it closes' });

/** Where a queue is reached and when, as it is written down. */
export const Queue = z.strictObject({
  destination: Destination,
  overflow: Destination.optional(),
  ringSeconds: z.int().min(5).max(120).default(30),
  hours: z.union([z.literal('always'), z.partialRecord(z.enum(WEEKDAYS), z.array(OpeningTime))]).default('always'),
  holidays: z.array(z.iso.date()).default([]),
});

/** Every queue the call flow can name (requirements 6.1). */
const Queues = z.strictObject({
  lost_card: Queue,
  general: Queue,
  complaints: Queue,
  business: Queue,
  pos_support: Queue,
});

/** Where each queue is reached and when. */
export type Queues = Record<keyof z.output<typeof Queues>, QueueSettings>;

/**
 * Reads the file of queues, YAML or JSON.
 * @throws ConfigurationError naming the file, the queue and what is wrong.
 */
export function readQueues(file: string | URL): Queues {
  const result = Queues.safeParse(contentOf(file));
  if (!result.success)
    throw new ConfigurationError(`QUEUES_FILE ${String(file)} cannot be used:\n${z.prettifyError(result.error)}`);
  const { lost_card, general, complaints, business, pos_support } = result.data;
  return {
    lost_card: queueSettingsOf(lost_card),
    general: queueSettingsOf(general),
    complaints: queueSettingsOf(complaints),
    business: queueSettingsOf(business),
    pos_support: queueSettingsOf(pos_support),
  };
}

function contentOf(file: string | URL): unknown {
  try {
    return parse(readFileSync(file, 'utf8')) as unknown;
  } catch (cause) {
    throw new ConfigurationError(`QUEUES_FILE ${String(file)} cannot be read`, { cause });
  }
}

/** A queue as calls go by it. */
export function queueSettingsOf({ overflow, hours, ...queue }: z.output<typeof Queue>): QueueSettings {
  return { ...queue, hours, ...(overflow === undefined ? {} : { overflow }) };
}
