import { z } from 'zod';
import { PROPOSAL, ProposalDetail } from '../proposals/proposals.routes.js';
import { Next, PAGE } from '../routes/paging.js';
import { defineRoute } from '../routes/route.js';
import { Reason } from '../routes/fields.js';
import { visibleTo } from '../routes/visibility.js';

const Until = z.iso.datetime({ offset: true }).nullable().meta({ description: 'null: until staff release it' });
const E164 = z.string().regex(/^\+[1-9][0-9]{7,14}$/);

const LockedCard = z
  .object({
    cardId: z.uuid(),
    clientId: z.uuid(),
    kind: z.enum(['credit', 'debit']),
    lastFour: z.string(),
    until: Until,
    consecutive: z.int().min(0),
    total: z.int().min(0).meta({ description: 'Wrong PINs since the last right one' }),
    takesTwo: z.boolean().meta({ description: 'The total is used up: propose the release, and have it approved' }),
  })
  .meta({ id: 'LockedCard' });

const CARD = {
  cardId: '5b0c6a1e-4f7d-5c5a-9a0e-0d4f6f2b7c11',
  clientId: '0d6f7a10-1c3e-5b7a-8f21-6a9e5d4c3b2a',
  kind: 'credit',
  lastFour: '1111',
  until: '2026-11-23T09:30:00.000Z',
  consecutive: 3,
  total: 3,
  takesTwo: false,
} as const;
const RELEASED = z.object({ released: z.boolean().meta({ description: 'false: it was not locked any more' }) });

/** Cards locked for the phone channel. */
export const ListLockedCards = defineRoute({
  id: 'listLockedCards',
  method: 'get',
  path: '/locks/cards',
  tag: 'locks',
  summary: 'Cards that are locked for the phone channel',
  access: ['operator', 'security', 'administrator'],
  effect: 'none',
  query: z.strictObject(PAGE),
  reply: z.object({ locks: z.array(LockedCard), next: Next }),
  examples: { reply: { locks: [CARD], next: null } },
});

/** Caller numbers from which self-service is blocked. */
export const ListBlockedNumbers = defineRoute({
  id: 'listBlockedNumbers',
  method: 'get',
  path: '/locks/caller-numbers',
  tag: 'locks',
  summary: 'Caller numbers from which self-service is blocked',
  access: ['operator', 'security', 'administrator'],
  effect: 'none',
  query: z.strictObject(PAGE),
  reply: z.object({
    locks: z.array(
      z.object({
        maskedCallerNumber: z.string(),
        callerNumber: visibleTo(['operator', 'security'], z.string()),
        until: Until,
      }),
    ),
    next: Next,
  }),
  examples: {
    reply: { locks: [{ maskedCallerNumber: '…099', callerNumber: '+355690000099', until: CARD.until }], next: null },
  },
});

/** Ends the lock of a card. */
export const ReleaseCard = defineRoute({
  id: 'releaseCard',
  method: 'post',
  path: '/locks/cards/{cardId}/release',
  tag: 'locks',
  summary: 'Unlock a card for the phone channel',
  description:
    'The total of wrong PINs goes on. Once it is used up this is refused, and takes a proposal and an approval.',
  access: ['operator', 'security'],
  effect: 'changes',
  params: z.strictObject({ cardId: z.uuid() }),
  body: z.strictObject({ reason: Reason }),
  reply: RELEASED,
  problems: ['second-person-needed'],
  examples: {
    params: { cardId: CARD.cardId },
    body: { reason: 'the client showed their papers at the branch' },
    reply: { released: true },
  },
});

/** Proposes the release of a card whose total of wrong PINs is used up. */
export const ProposeCardRelease = defineRoute({
  id: 'proposeCardRelease',
  method: 'post',
  path: '/locks/cards/{cardId}/release/proposals',
  tag: 'locks',
  summary: "Propose to clear the total of wrong PINs of a card; somebody else's approval does it",
  access: ['operator', 'security'],
  effect: 'changes',
  status: 201,
  params: z.strictObject({ cardId: z.uuid() }),
  body: z.strictObject({ reason: Reason }),
  reply: ProposalDetail,
  problems: ['conflict'],
  examples: {
    params: { cardId: CARD.cardId },
    body: { reason: 'the client showed their papers at the branch' },
    reply: { ...PROPOSAL, kind: 'card-total', subjectId: CARD.cardId },
  },
});

/** Ends the block of a caller number. */
export const ReleaseCallerNumber = defineRoute({
  id: 'releaseCallerNumber',
  method: 'post',
  path: '/locks/caller-numbers/release',
  tag: 'locks',
  summary: 'Let a blocked caller number identify again',
  access: ['operator', 'security'],
  effect: 'changes',
  body: z.strictObject({ callerNumber: E164, reason: Reason }),
  reply: RELEASED,
  examples: {
    body: { callerNumber: '+355690000099', reason: 'the client mistyped; called from their own phone' },
    reply: { released: true },
  },
});
