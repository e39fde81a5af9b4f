import { z } from 'zod';
import { Queue } from '../../queues.js';
import { defineRoute } from '../routes/route.js';
import { EVERY_ROLE } from '../routes/role.js';
import { Announcement, Limits, QueueName } from './stored-settings.js';

const Version = z
  .int()
  .min(0)
  .max(2_000_000_000)
  .meta({ description: 'Grows with each change; 0: as at the start. A change names the version it replaces' });
const versioned = <Value extends z.ZodType>(value: Value) => z.object({ version: Version, value });
const change = <Value extends z.ZodType>(value: Value) => z.strictObject({ version: Version, value });
const NewVersion = z.object({ version: Version });

const QUEUE = {
  destination: 'sip:general@agents.bank.example',
  ringSeconds: 30,
  hours: { monday: [{ from: '08:00', to: '17:00' }] },
  holidays: ['2026-11-28'],
};
const LIMITS = {
  inputLanguageTimeoutMs: 5_000,
  inputMenuTimeoutMs: 7_000,
  inputFirstDigitMs: 10_000,
  inputInterDigitMs: 5_000,
  inputMaxSilenceTotalMs: 240_000,
  entryMaxErrors: 3,
  cardsSpokenTransactions: 1,
  dataMaxAgeMinutes: 15,
  privacyNotice: false,
};

/** Whether callers hear the emergency announcement. */
export const GetAnnouncement = defineRoute({
  id: 'getAnnouncement',
  method: 'get',
  path: '/announcement',
  tag: 'settings',
  summary: 'Whether the emergency announcement is on',
  access: EVERY_ROLE,
  effect: 'none',
  reply: versioned(Announcement),
  examples: { reply: { version: 0, value: { emergency: false } } },
});

/** Switches the emergency announcement (P13). */
export const SetAnnouncement = defineRoute({
  id: 'setAnnouncement',
  method: 'put',
  path: '/announcement',
  tag: 'settings',
  summary: 'Switch the emergency announcement before the first menu on or off',
  access: ['operator', 'administrator'],
  effect: 'changes',
  body: change(Announcement),
  reply: NewVersion,
  problems: ['conflict'],
  examples: { body: { version: 0, value: { emergency: true } }, reply: { version: 1 } },
});

/** Queues with their hours and holidays. */
export const ListQueues = defineRoute({
  id: 'listQueues',
  method: 'get',
  path: '/queues',
  tag: 'settings',
  summary: 'Queues of agents: destinations, hours, holidays',
  access: EVERY_ROLE,
  effect: 'none',
  reply: z.object({ queues: z.array(z.object({ name: QueueName, version: Version, value: Queue })) }),
  examples: { reply: { queues: [{ name: 'general', version: 0, value: QUEUE }] } },
});

/** Changes a queue. */
export const SetQueue = defineRoute({
  id: 'setQueue',
  method: 'put',
  path: '/queues/{queue}',
  tag: 'settings',
  summary: 'Change destination, overflow, hours or holidays of a queue',
  description:
    'Calls are transferred to the new destination within two seconds, on every gateway. Lost cards are taken at any hour.',
  access: ['administrator'],
  effect: 'changes',
  params: z.strictObject({ queue: QueueName }),
  body: change(Queue),
  reply: NewVersion,
  problems: ['conflict', 'refused'],
  examples: { params: { queue: 'general' }, body: { version: 0, value: QUEUE }, reply: { version: 1 } },
});

/** How calls go. */
export const GetLimits = defineRoute({
  id: 'getLimits',
  method: 'get',
  path: '/settings',
  tag: 'settings',
  summary: 'How calls go: timers and limits',
  access: EVERY_ROLE,
  effect: 'none',
  reply: versioned(Limits),
  examples: { reply: { version: 0, value: LIMITS } },
});

/** Changes how calls go. */
export const SetLimits = defineRoute({
  id: 'setLimits',
  method: 'put',
  path: '/settings',
  tag: 'settings',
  summary: 'Change timers and limits of calls',
  description: 'Holds for the next step of every call within two seconds, on every gateway.',
  access: ['administrator'],
  effect: 'changes',
  body: change(Limits),
  reply: NewVersion,
  problems: ['conflict'],
  examples: { body: { version: 0, value: { ...LIMITS, inputMenuTimeoutMs: 9_000 } }, reply: { version: 1 } },
});
