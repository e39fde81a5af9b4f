import { ChangeClientPhones, ChangeRecipientEmail, ReleaseLock, TellOfPhonesChanged } from '#libs/contracts';
import { ask, RequestRefused } from '#libs/messaging';
import type { NatsConnection } from '@nats-io/transport-node';
import { Problem } from '../routes/problem.js';
import type { Actor, Role } from '../routes/role.js';
import type { UsersRepository } from '../users/users.repository.js';
import type { Uploads } from '../imports/uploads.js';
import type { Change, Proposal, ProposalKind, ProposalsRepository } from './proposals.repository.js';

/** Who may approve what (S34): never whoever proposed it. */
const APPROVERS: Readonly<Record<ProposalKind, readonly Role[]>> = {
  'client-phones': ['security'],
  'client-email': ['security'],
  'card-total': ['security'],
  'user-roles': ['security', 'administrator'],
  import: ['security'],
};

/** A change that is made while somebody waits for the answer. */
type SmallChange = Exclude<Change, { kind: 'import' }>;

/** Changes of what the bank trusts: proposed by one, approved by another, and then made (S34). */
export class ProposalsService {
  constructor(
    private readonly proposals: ProposalsRepository,
    private readonly users: UsersRepository,
    private readonly bus: NatsConnection,
    private readonly uploads: Pick<Uploads, 'handOver' | 'refuseUnchecked'>,
  ) {}

  /**
   * Approves a proposal and makes its change. One that was approved while a service did not answer is made by whoever
   * approved it, asking again.
   * @throws Problem `same-person`, `role-missing`, `conflict` when it was decided before; ServiceUnavailable.
   */
  async approve(id: string, actor: Actor): Promise<Proposal> {
    const proposal = await this.proposals.found(id);
    if (proposal.proposedBy === actor.id) throw new Problem('same-person');
    if (!APPROVERS[proposal.change.kind].some((role) => actor.roles.includes(role))) throw new Problem('role-missing');
    const isTheirs = proposal.state === 'approved' && proposal.decidedBy === actor.id;
    if (!isTheirs && proposal.change.kind === 'import') await this.uploads.refuseUnchecked(proposal.subjectId);
    if (!isTheirs && !(await this.proposals.decide(id, 'approved', actor))) throw decidedBefore();
    if (proposal.change.kind === 'import') {
      // Loading takes its time: the importer tells how it went.
      await this.uploads.handOver(await this.proposals.found(id));
      return this.proposals.found(id);
    }
    const { state, outcome } = await this.apply(proposal, proposal.change, actor.name);
    await this.proposals.settle(id, state, outcome);
    return this.proposals.found(id);
  }

  /** @throws Problem as above; whoever proposed it withdraws it instead. */
  async reject(id: string, actor: Actor): Promise<Proposal> {
    const proposal = await this.proposals.found(id);
    if (proposal.proposedBy === actor.id) throw new Problem('same-person');
    if (!APPROVERS[proposal.change.kind].some((role) => actor.roles.includes(role))) throw new Problem('role-missing');
    if (!(await this.proposals.decide(id, 'rejected', actor))) throw decidedBefore();
    return this.proposals.found(id);
  }

  /** @throws Problem `not-found` for a proposal of somebody else, `conflict` when it was decided before. */
  async withdraw(id: string, actor: Actor): Promise<Proposal> {
    const proposal = await this.proposals.found(id);
    if (proposal.proposedBy !== actor.id) throw new Problem('not-found');
    if (!(await this.proposals.decide(id, 'withdrawn', actor))) throw decidedBefore();
    return this.proposals.found(id);
  }

  /** Harmless to repeat: each service does what it finds done already once. */
  private async apply(
    proposal: Proposal,
    change: SmallChange,
    approvedBy: string,
  ): Promise<{ state: 'applied' | 'failed'; outcome: string }> {
    try {
      return { state: 'applied', outcome: await this.make(proposal, change, approvedBy) };
    } catch (error) {
      if (error instanceof RequestRefused) return { state: 'failed', outcome: FAILURES[error.code] ?? error.code };
      throw error;
    }
  }

  private async make({ proposalId, subjectId, ...proposal }: Proposal, change: SmallChange, approvedBy: string) {
    const { reason, proposedByName: proposedBy } = proposal;
    switch (change.kind) {
      case 'client-phones': {
        const phones = { before: [...change.before], after: [...change.after] };
        const clientId = subjectId;
        await ask(this.bus, ChangeClientPhones, { clientId, ...phones, reason, proposedBy, approvedBy });
        const { ownerIsTold } = await ask(this.bus, TellOfPhonesChanged, { commandId: proposalId, clientId });
        return told(ownerIsTold);
      }
      case 'client-email': {
        const { before, after } = change;
        const request = { commandId: proposalId, clientId: subjectId, before, after, proposedBy, approvedBy };
        return told((await ask(this.bus, ChangeRecipientEmail, request)).ownerIsTold);
      }
      case 'card-total': {
        const subject = { kind: 'card', cardId: subjectId } as const;
        const request = { subject, reason, releasedBy: proposedBy, approvedBy };
        const { released } = await ask(this.bus, ReleaseLock, request);
        return released ? 'released' : 'it was not locked any more';
      }
      case 'user-roles':
        if (!(await this.users.setRoles(subjectId, change.before, change.after))) throw new RequestRefused('CHANGED');
        return 'roles changed';
    }
  }
}

const told = (isTold: boolean) =>
  isTold ? 'the owner is told by e-mail' : 'the owner has no e-mail address to be told at';
const decidedBefore = () => new Problem('conflict', { detail: 'It was decided before.' });

/** Codes of the services in words. */
const FAILURES: Readonly<Record<string, string>> = {
  CHANGED: 'what is on record has changed since it was proposed',
  NOT_FOUND: 'it is not known any more',
  BAD_ADDRESS: 'this is no address that mail can be sent to',
  IMPOSSIBLE_NUMBER: 'no caller could have one of these numbers',
  BAD_REQUEST: 'the service refused it',
};
