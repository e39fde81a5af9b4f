import { Controller, Inject } from '@nestjs/common';
import { ProposalsRepository } from '../proposals/proposals.repository.js';
import { detailOf } from '../proposals/seen-proposal.js';
import { AdminRoute, Ask, type Asked } from '../routes/admin-route.js';
import { Problem } from '../routes/problem.js';
import { Sessions } from '../sign-in/sessions.js';
import { DisableUser, ListUsers, ProposeRoles } from './users.routes.js';
import { UsersRepository } from './users.repository.js';

/** Members of staff who may sign in. */
@Controller('admin/v1')
export class UsersController {
  constructor(
    @Inject(UsersRepository) private readonly users: UsersRepository,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ProposalsRepository) private readonly proposals: ProposalsRepository,
  ) {}

  @AdminRoute(ListUsers)
  async listUsers() {
    const users = await this.users.list();
    return { users: users.map((user) => ({ ...user, createdAt: user.createdAt.toISOString() })) };
  }

  /** @throws Problem `refused` when nothing would change. */
  @AdminRoute(ProposeRoles)
  async proposeRoles(@Ask() { params: { userId }, body, actor, commandId, note }: Asked<typeof ProposeRoles>) {
    const { name, roles: before } = await this.found(userId);
    const after = [...new Set(body.roles)];
    note({ subject: `staff:${name}`, before, after, reason: body.reason });
    if ([...before].sort().join() === [...after].sort().join())
      throw new Problem('refused', { flaws: [{ where: 'body.roles', what: 'are what they are' }] });
    const change = { kind: 'user-roles', before, after } as const;
    return detailOf(await this.proposals.add(commandId, { subjectId: userId, change, reason: body.reason }, actor));
  }

  /** @throws Problem `refused` for oneself: nobody locks the last door behind them by mistake. */
  @AdminRoute(DisableUser)
  async disableUser(@Ask() { params: { userId }, body, actor, note }: Asked<typeof DisableUser>) {
    const { name } = await this.found(userId);
    note({ subject: `staff:${name}`, reason: body.reason });
    if (userId === actor.id) throw new Problem('refused', { detail: 'Ask a colleague to shut you out.' });
    await this.users.disable(userId);
    await this.sessions.endAllOf(userId);
    return { isDisabled: true as const };
  }

  private async found(userId: string) {
    const user = await this.users.find(userId);
    if (!user) throw new Problem('not-found');
    return user;
  }
}
