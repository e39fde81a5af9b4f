import type { Proposal } from './proposals.repository.js';

/** A proposal in a list. */
export function summaryOf(proposal: Proposal) {
  return {
    proposalId: proposal.proposalId,
    kind: proposal.change.kind,
    subjectId: proposal.subjectId,
    state: proposal.state,
    reason: proposal.reason,
    proposedBy: proposal.proposedByName,
    proposedAt: proposal.proposedAt.toISOString(),
    decidedBy: proposal.decidedByName,
    decidedAt: proposal.decidedAt?.toISOString() ?? null,
    outcome: proposal.outcome,
  };
}

/** A proposal with what it would change. */
export function detailOf(proposal: Proposal) {
  const { change } = proposal;
  const summary = summaryOf(proposal);
  switch (change.kind) {
    case 'client-phones':
      return { ...summary, phones: { before: [...change.before], after: [...change.after] } };
    case 'client-email':
      return { ...summary, email: { before: change.before, after: change.after } };
    case 'user-roles':
      return { ...summary, roles: { before: [...change.before], after: [...change.after] } };
    case 'import':
      return { ...summary, file: change.file };
    case 'card-total':
      return summary;
  }
}
