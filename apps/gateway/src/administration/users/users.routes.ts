import { z } from 'zod';
import { Reason } from '../routes/fields.js';
import { PROPOSAL, ProposalDetail } from '../proposals/proposals.routes.js';
import { defineRoute } from '../routes/route.js';
import { Role } from '../routes/role.js';

const User = z
  .object({
    userId: z.uuid(),
    name: z.string(),
    roles: z.array(Role),
    isDisabled: z.boolean(),
    createdAt: z.iso.datetime({ offset: true }),
  })
  .meta({ id: 'User' });

const USER = {
  userId: '9c2f4e6a-1b3d-4f5a-8c7e-6d5b4a3c2f1e',
  name: 'mira',
  roles: ['operator'],
  isDisabled: false,
  createdAt: '2026-11-01T08:00:00.000Z',
} satisfies z.input<typeof User>;
const ID = { params: z.strictObject({ userId: z.uuid() }) };

/** Members of staff. */
export const ListUsers = defineRoute({
  id: 'listUsers',
  method: 'get',
  path: '/users',
  tag: 'users',
  summary: 'Members of staff who may sign in',
  description: 'They are made on the machine itself: `npm run admin -- create-user`.',
  access: ['security', 'administrator'],
  effect: 'none',
  reply: z.object({ users: z.array(User) }),
  examples: { reply: { users: [USER] } },
});

/** Proposes other roles for a member of staff. */
export const ProposeRoles = defineRoute({
  id: 'proposeRoles',
  method: 'post',
  path: '/users/{userId}/roles/proposals',
  tag: 'users',
  summary: "Propose other roles for a member of staff; somebody else's approval makes the change",
  access: ['administrator'],
  effect: 'changes',
  status: 201,
  ...ID,
  body: z.strictObject({ roles: z.array(Role).min(1).max(4), reason: Reason }),
  reply: ProposalDetail,
  problems: ['conflict', 'refused'],
  examples: {
    params: { userId: USER.userId },
    body: { roles: ['operator', 'security'], reason: 'stands in during the holidays' },
    reply: {
      ...PROPOSAL,
      kind: 'user-roles',
      subjectId: USER.userId,
      roles: { before: ['operator'], after: ['operator', 'security'] },
    },
  },
});

/** Shuts a member of staff out. */
export const DisableUser = defineRoute({
  id: 'disableUser',
  method: 'post',
  path: '/users/{userId}/disable',
  tag: 'users',
  summary: 'Shut a member of staff out, at once',
  description: 'Let in again on the machine itself: `npm run admin -- reset-user`.',
  access: ['security', 'administrator'],
  effect: 'changes',
  ...ID,
  body: z.strictObject({ reason: Reason }),
  reply: z.object({ isDisabled: z.literal(true) }),
  problems: ['refused'],
  examples: { params: { userId: USER.userId }, body: { reason: 'left the bank' }, reply: { isDisabled: true } },
});
