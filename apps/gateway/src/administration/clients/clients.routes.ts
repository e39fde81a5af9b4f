import { z } from 'zod';
import { Reason } from '../routes/fields.js';
import { PROPOSAL_DETAIL, ProposalDetail } from '../proposals/proposals.routes.js';
import { defineRoute } from '../routes/route.js';
import { visibleTo } from '../routes/visibility.js';

const E164 = z.string().regex(/^\+[1-9][0-9]{7,14}$/);
const Client = z
  .object({
    clientId: z.uuid(),
    clientNumber: z.string(),
    type: z.enum(['individual', 'business']),
    status: z.enum(['active', 'dormant', 'closed', 'deceased']),
    phones: z.array(z.object({ number: z.string(), changedAt: z.iso.datetime({ offset: true }).nullable() })),
    maskedEmail: z.string().nullable(),
    email: visibleTo(['security'], z.string().nullable()),
    emailIsUndeliverable: z.boolean(),
    cards: z.array(
      z.object({
        cardId: z.uuid(),
        kind: z.enum(['credit', 'debit']),
        status: z.enum(['active', 'blocked', 'inactive', 'closed']),
        lastFour: z.string(),
        isLocked: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Client' });

const CLIENT = {
  clientId: '0d6f7a10-1c3e-5b7a-8f21-6a9e5d4c3b2a',
  clientNumber: '100000001',
  type: 'individual',
  status: 'active',
  phones: [{ number: '+355690000001', changedAt: null }],
  maskedEmail: 'c…@example.com',
  email: 'client.a@example.com',
  emailIsUndeliverable: false,
  cards: [
    {
      cardId: '5b0c6a1e-4f7d-5c5a-9a0e-0d4f6f2b7c11',
      kind: 'credit',
      status: 'active',
      lastFour: '1111',
      isLocked: false,
    },
  ],
} satisfies z.input<typeof Client>;
const ID = { params: z.strictObject({ clientId: z.uuid() }) };

/** A client, by the number they know. */
export const SearchClients = defineRoute({
  id: 'searchClients',
  method: 'post',
  path: '/clients/search',
  tag: 'clients',
  summary: 'The client with a client number',
  description: 'The number is in the body, as addresses are written down in many places.',
  access: ['operator', 'security'],
  effect: 'looks-up',
  body: z.strictObject({ clientNumber: z.string().regex(/^[0-9]{9}$/) }),
  reply: Client,
  problems: ['not-found'],
  examples: { body: { clientNumber: CLIENT.clientNumber }, reply: CLIENT },
});

/** A client. */
export const GetClient = defineRoute({
  id: 'getClient',
  method: 'get',
  path: '/clients/{clientId}',
  tag: 'clients',
  summary: 'A client: registered numbers, e-mail address, cards by their last four digits',
  access: ['operator', 'security'],
  effect: 'looks-up',
  ...ID,
  reply: Client,
  examples: { params: { clientId: CLIENT.clientId }, reply: CLIENT },
});

/** Proposes other phone numbers. */
export const ProposePhones = defineRoute({
  id: 'proposePhones',
  method: 'post',
  path: '/clients/{clientId}/phones/proposals',
  tag: 'clients',
  summary: "Propose other registered phone numbers for a client; somebody else's approval makes the change",
  access: ['operator', 'security'],
  effect: 'changes',
  status: 201,
  ...ID,
  body: z.strictObject({ phones: z.array(E164).max(20), reason: Reason }),
  reply: ProposalDetail,
  problems: ['conflict', 'refused'],
  examples: {
    params: { clientId: CLIENT.clientId },
    body: { phones: ['+355690000002'], reason: PROPOSAL_DETAIL.reason },
    reply: PROPOSAL_DETAIL,
  },
});

/** Proposes another e-mail address. */
export const ProposeEmail = defineRoute({
  id: 'proposeEmail',
  method: 'post',
  path: '/clients/{clientId}/email/proposals',
  tag: 'clients',
  summary: "Propose another e-mail address for a client, or none; somebody else's approval makes the change",
  description: 'The owner is told at the old address, and statements to the new one wait 24 hours.',
  access: ['operator', 'security'],
  effect: 'changes',
  status: 201,
  ...ID,
  body: z.strictObject({
    email: z
      .string()
      .max(254)
      .regex(/^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/)
      .nullable(),
    reason: Reason,
  }),
  reply: ProposalDetail,
  problems: ['conflict', 'refused'],
  examples: {
    params: { clientId: CLIENT.clientId },
    body: { email: 'new.address@example.com', reason: 'asked for at the branch' },
    reply: {
      ...PROPOSAL_DETAIL,
      kind: 'client-email',
      phones: undefined,
      email: { before: 'client.a@example.com', after: 'new.address@example.com' },
    },
  },
});
