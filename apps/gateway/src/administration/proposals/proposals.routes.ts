import { ImportFormat, OnError, OpenKind, Sha256 } from '#libs/bank-import';
import { z } from 'zod';
import { Next, PAGE } from '../routes/paging.js';
import { defineRoute } from '../routes/route.js';
import { Role } from '../routes/role.js';
import { visibleTo } from '../routes/visibility.js';

const Moment = z.iso.datetime({ offset: true });
const State = z
  .enum(['pending', 'approved', 'applied', 'failed', 'rejected', 'withdrawn'])
  .meta({ id: 'ProposalState' });

const SHAPE = {
  proposalId: z.uuid(),
  kind: z.enum(['client-phones', 'client-email', 'card-total', 'user-roles', 'import']),
  subjectId: z.uuid().meta({ description: 'The client, the card, the user or the uploaded file' }),
  state: State,
  reason: z.string(),
  proposedBy: z.string(),
  proposedAt: Moment,
  decidedBy: z.string().nullable(),
  decidedAt: Moment.nullable(),
  outcome: z.string().nullable().meta({ description: 'How the change went' }),
};

/** A proposal in a list. */
export const ProposalSummary = z.object(SHAPE).meta({ id: 'ProposalSummary' });

/** A proposal with what it would change. */
export const ProposalDetail = z
  .object({
    ...SHAPE,
    phones: visibleTo(['operator', 'security'], z.object({ before: z.array(z.string()), after: z.array(z.string()) })),
    email: visibleTo(
      ['operator', 'security'],
      z.object({ before: z.string().nullable(), after: z.string().nullable() }),
    ),
    roles: z.object({ before: z.array(Role), after: z.array(Role) }).optional(),
    file: z
      .object({
        kind: OpenKind,
        format: ImportFormat,
        onError: OnError,
        bytes: z.int().min(0),
        sha256: Sha256,
        rows: z.int().min(0),
        refused: z.int().min(0).meta({ description: 'Bad rows, which are left out' }),
      })
      .optional(),
  })
  .meta({ id: 'Proposal' });

/** For examples. */
export const PROPOSAL = {
  proposalId: '7a1d2c3b-4e5f-4a6b-9c8d-0e1f2a3b4c5d',
  kind: 'client-phones',
  subjectId: '0d6f7a10-1c3e-5b7a-8f21-6a9e5d4c3b2a',
  state: 'pending',
  reason: 'the client came to the branch with a new number',
  proposedBy: 'mira',
  proposedAt: '2026-11-22T09:30:00.000Z',
  decidedBy: null,
  decidedAt: null,
  outcome: null,
} as const;
export const PROPOSAL_DETAIL = { ...PROPOSAL, phones: { before: ['+355690000001'], after: ['+355690000002'] } };

const ID = { params: z.strictObject({ proposalId: z.uuid() }) };
const DECIDED = { ...PROPOSAL_DETAIL, decidedBy: 'ana', decidedAt: '2026-11-22T10:00:00.000Z' } as const;

/** Proposals, newest first. */
export const ListProposals = defineRoute({
  id: 'listProposals',
  method: 'get',
  path: '/proposals',
  tag: 'proposals',
  summary: 'Changes that were proposed, newest first',
  access: ['operator', 'security', 'administrator'],
  effect: 'none',
  query: z.strictObject({ ...PAGE, state: State.optional() }),
  reply: z.object({ proposals: z.array(ProposalSummary), next: Next }),
  examples: { reply: { proposals: [PROPOSAL], next: null } },
});

/** One proposal. */
export const GetProposal = defineRoute({
  id: 'getProposal',
  method: 'get',
  path: '/proposals/{proposalId}',
  tag: 'proposals',
  summary: 'One proposal: what it would change',
  access: ['operator', 'security', 'administrator'],
  effect: 'none',
  ...ID,
  reply: ProposalDetail,
  examples: { params: { proposalId: PROPOSAL.proposalId }, reply: PROPOSAL_DETAIL },
});

/** Approves and makes a change. */
export const ApproveProposal = defineRoute({
  id: 'approveProposal',
  method: 'post',
  path: '/proposals/{proposalId}/approve',
  tag: 'proposals',
  summary: 'Approve a change that somebody else proposed, which is then made',
  description:
    'Changes of clients and cards, and files of the bank, are for security, changes of roles for security and administrators; ' +
    'never for whoever proposed them. When a service does not answer, send it again. A file stays `approved` while the ' +
    'importer loads it.',
  access: ['security', 'administrator'],
  effect: 'changes',
  ...ID,
  reply: ProposalDetail,
  problems: ['same-person', 'conflict'],
  examples: { params: { proposalId: PROPOSAL.proposalId }, reply: { ...DECIDED, state: 'applied', outcome: 'told' } },
});

/** Rejects a change. */
export const RejectProposal = defineRoute({
  id: 'rejectProposal',
  method: 'post',
  path: '/proposals/{proposalId}/reject',
  tag: 'proposals',
  summary: 'Reject a change that somebody else proposed',
  access: ['security', 'administrator'],
  effect: 'changes',
  ...ID,
  reply: ProposalDetail,
  problems: ['same-person', 'conflict'],
  examples: { params: { proposalId: PROPOSAL.proposalId }, reply: { ...DECIDED, state: 'rejected' } },
});

/** Withdraws one's own proposal. */
export const WithdrawProposal = defineRoute({
  id: 'withdrawProposal',
  method: 'post',
  path: '/proposals/{proposalId}/withdraw',
  tag: 'proposals',
  summary: 'Withdraw a proposal of the own',
  access: ['operator', 'security', 'administrator'],
  effect: 'changes',
  ...ID,
  reply: ProposalDetail,
  problems: ['conflict'],
  examples: { params: { proposalId: PROPOSAL.proposalId }, reply: { ...DECIDED, state: 'withdrawn' } },
});
