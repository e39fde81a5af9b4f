import { z } from 'zod';
import { PROVIDER_NAMES } from '../../telephony/telephony-provider.js';
import { Reason } from '../routes/fields.js';
import { Next, PAGE } from '../routes/paging.js';
import { defineRoute } from '../routes/route.js';
import { EVERY_ROLE } from '../routes/role.js';
import { visibleTo } from '../routes/visibility.js';

const Moment = z.iso.datetime({ offset: true });
const E164 = z.string().regex(/^\+[1-9][0-9]{7,14}$/);

/** How a call ended; these names never change (P21). */
const Outcome = z
  .enum([
    'completed',
    'caller_hangup',
    'transferred',
    'callback',
    'no_input',
    'verification_failed',
    'unavailable',
    'error',
  ])
  .meta({ id: 'CallOutcome' });

const Call = z
  .object({
    callId: z.uuid(),
    provider: z.string(),
    maskedCallerNumber: z.string().meta({ description: 'The last three digits; empty when withheld' }),
    startedAt: Moment,
    endedAt: Moment.nullable(),
    outcome: Outcome.nullable(),
    isEnding: z.boolean().meta({ description: 'Staff asked for its end, which comes with its next step' }),
    steps: z.int().min(0),
    place: z.string().nullable().meta({ description: 'Menu or entry a call under way is at' }),
    language: z.string().nullable(),
    level: z.string().nullable().meta({ description: 'How the client of a call under way was verified' }),
  })
  .meta({ id: 'Call' });

const TimeLine = z.array(
  z
    .object({
      at: Moment,
      step: z.int().min(0),
      event: z.string(),
      place: z.string(),
      intent: z.string().nullable(),
      outcome: z.string().nullable(),
    })
    .meta({ id: 'TimeLineEntry' }),
);

const CALL = {
  callId: '0199f2a4-6d1e-7c3b-9a52-3f1b6c0d9e11',
  provider: 'phone',
  maskedCallerNumber: '…001',
  startedAt: '2026-11-22T09:30:00.000Z',
  endedAt: null,
  outcome: null,
  isEnding: false,
  steps: 4,
  place: 'M3',
  language: 'en',
  level: 'credit_card',
} as const;
const CALL_ID = { params: z.strictObject({ callId: z.uuid() }) };

/** Calls, newest first. */
export const ListCalls = defineRoute({
  id: 'listCalls',
  method: 'get',
  path: '/calls',
  tag: 'calls',
  summary: 'Calls, newest first',
  access: EVERY_ROLE,
  effect: 'none',
  query: z.strictObject({
    ...PAGE,
    state: z.enum(['live', 'ended']).optional(),
    outcome: Outcome.optional(),
    provider: z.enum(PROVIDER_NAMES).optional(),
    from: Moment.optional().meta({ description: 'Begun then or later' }),
    to: Moment.optional().meta({ description: 'Begun before' }),
  }),
  reply: z.object({ calls: z.array(Call), next: Next }),
  examples: { reply: { calls: [CALL], next: null } },
});

/** Calls from one number. */
export const SearchCalls = defineRoute({
  id: 'searchCalls',
  method: 'post',
  path: '/calls/search',
  tag: 'calls',
  summary: 'Calls from one caller number, newest first',
  description: 'The number is in the body, as addresses are written down in many places.',
  access: ['operator', 'security', 'administrator'],
  effect: 'looks-up',
  body: z.strictObject({ callerNumber: E164 }),
  reply: z.object({ calls: z.array(Call) }),
  examples: { body: { callerNumber: '+355690000001' }, reply: { calls: [CALL] } },
});

/** A call and what happened in it. */
export const GetCall = defineRoute({
  id: 'getCall',
  method: 'get',
  path: '/calls/{callId}',
  tag: 'calls',
  summary: 'One call and its time line: intents, verifications, information, transfers, the end',
  access: EVERY_ROLE,
  effect: 'none',
  ...CALL_ID,
  reply: z.object({
    call: Call,
    callerNumber: visibleTo(['operator', 'security', 'administrator'], z.string()),
    timeLine: TimeLine,
  }),
  examples: {
    params: { callId: CALL.callId },
    reply: {
      call: CALL,
      callerNumber: '+355690000001',
      timeLine: [{ at: CALL.startedAt, step: 2, event: 'intent', place: 'M1', intent: 'menu.cards', outcome: null }],
    },
  },
});

/** Ends a call. */
export const EndCall = defineRoute({
  id: 'endCall',
  method: 'post',
  path: '/calls/{callId}/end',
  tag: 'calls',
  summary: 'End a call: its next step says goodbye and hangs up',
  description:
    'The caller hears it with the next key or silence, within the timers of calls. A caller who speaks with an agent is not cut off.',
  access: ['operator', 'administrator'],
  effect: 'changes',
  status: 202,
  ...CALL_ID,
  body: z.strictObject({ reason: Reason }),
  reply: z.object({ isEnding: z.literal(true) }),
  problems: ['conflict'],
  examples: {
    params: { callId: CALL.callId },
    body: { reason: 'a test call that was forgotten' },
    reply: { isEnding: true },
  },
});

/** What calls of a time came to. */
export const GetStatistics = defineRoute({
  id: 'getStatistics',
  method: 'get',
  path: '/statistics',
  tag: 'calls',
  summary: 'Calls per hour, how they ended, where callers left, verifications; 31 days at most',
  access: EVERY_ROLE,
  effect: 'none',
  query: z.strictObject({ from: Moment, to: Moment }),
  reply: z.object({
    hours: z.array(
      z.object({
        hour: Moment,
        calls: z.int().min(0),
        contained: z.int().min(0).meta({ description: 'Ended without an agent' }),
      }),
    ),
    outcomes: z.array(z.object({ outcome: z.string(), calls: z.int().min(0) })),
    leftAt: z
      .array(z.object({ place: z.string(), calls: z.int().min(0) }))
      .meta({ description: 'Where callers hung up' }),
    verifications: z.array(z.object({ outcome: z.string(), count: z.int().min(0) })),
  }),
  examples: {
    reply: {
      hours: [{ hour: '2026-11-22T09:00:00.000Z', calls: 12, contained: 9 }],
      outcomes: [{ outcome: 'completed', calls: 9 }],
      leftAt: [{ place: 'M3', calls: 2 }],
      verifications: [{ outcome: 'verified', count: 7 }],
    },
  },
});
