import { Controller, Inject } from '@nestjs/common';
import { AdminRoute, Ask, type Asked, type AuditFacts } from '../routes/admin-route.js';
import { cursor, pageSize, placeOf, TimedPlace } from '../routes/paging.js';
import { type Proposal, ProposalsRepository } from './proposals.repository.js';
import { ApproveProposal, GetProposal, ListProposals, RejectProposal, WithdrawProposal } from './proposals.routes.js';
import { ProposalsService } from './proposals.service.js';
import { detailOf, summaryOf } from './seen-proposal.js';

/** Changes that one proposes and another approves. */
@Controller('admin/v1')
export class ProposalsController {
  constructor(
    @Inject(ProposalsRepository) private readonly proposals: ProposalsRepository,
    @Inject(ProposalsService) private readonly service: ProposalsService,
  ) {}

  @AdminRoute(ListProposals)
  async listProposals(@Ask() { query }: Asked<typeof ListProposals>) {
    const limit = pageSize(query);
    const rows = await this.proposals.list(query.state, limit, placeOf(TimedPlace, query.after));
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { proposals: rows.map(summaryOf), next: last ? cursor({ at: last.at, id: last.proposalId }) : null };
  }

  @AdminRoute(GetProposal)
  async getProposal(@Ask() { params }: Asked<typeof GetProposal>) {
    return detailOf(await this.proposals.found(params.proposalId));
  }

  @AdminRoute(ApproveProposal)
  async approveProposal(@Ask() { params: { proposalId }, actor, note }: Asked<typeof ApproveProposal>) {
    note(factsOf(await this.proposals.found(proposalId)));
    return detailOf(await this.service.approve(proposalId, actor));
  }

  @AdminRoute(RejectProposal)
  async rejectProposal(@Ask() { params: { proposalId }, actor, note }: Asked<typeof RejectProposal>) {
    note(factsOf(await this.proposals.found(proposalId)));
    return detailOf(await this.service.reject(proposalId, actor));
  }

  @AdminRoute(WithdrawProposal)
  async withdrawProposal(@Ask() { params: { proposalId }, actor }: Asked<typeof WithdrawProposal>) {
    return detailOf(await this.service.withdraw(proposalId, actor));
  }
}

/** The audit trail keeps what was changed, before and after. */
function factsOf({ change, subjectId, reason }: Proposal): AuditFacts {
  const subject = `${change.kind}:${subjectId}`;
  if (change.kind === 'import') return { subject, reason, after: change.file };
  return 'after' in change ? { subject, reason, before: change.before, after: change.after } : { subject, reason };
}
