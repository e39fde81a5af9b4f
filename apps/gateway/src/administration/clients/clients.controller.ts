import { FindClient, FindRecipient, type ReplyOf, type RequestInputOf } from '#libs/contracts';
import { ask, RequestRefused } from '#libs/messaging';
import { BUS } from '#libs/service';
import { Controller, Inject } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { ProposalsRepository } from '../proposals/proposals.repository.js';
import { detailOf } from '../proposals/seen-proposal.js';
import { AdminRoute, Ask, type Asked } from '../routes/admin-route.js';
import { Problem } from '../routes/problem.js';
import { GetClient, ProposeEmail, ProposePhones, SearchClients } from './clients.routes.js';

const NO_RECIPIENT: ReplyOf<typeof FindRecipient> = { email: null, maskedEmail: null, isUndeliverable: false };

/** Registered numbers and e-mail addresses; auth and notifications have them. */
@Controller('admin/v1')
export class ClientsController {
  constructor(
    @Inject(BUS) private readonly bus: NatsConnection,
    @Inject(ProposalsRepository) private readonly proposals: ProposalsRepository,
  ) {}

  @AdminRoute(SearchClients)
  async searchClients(@Ask() { body: { clientNumber }, note }: Asked<typeof SearchClients>) {
    const client = await this.seen({ clientNumber });
    note({ subject: `client:${client.clientId}` });
    return client;
  }

  @AdminRoute(GetClient)
  getClient(@Ask() { params: { clientId }, note }: Asked<typeof GetClient>) {
    note({ subject: `client:${clientId}` });
    return this.seen({ clientId });
  }

  /** @throws Problem `refused` when nothing would change. */
  @AdminRoute(ProposePhones)
  async proposePhones(@Ask() { params: { clientId }, body, actor, commandId, note }: Asked<typeof ProposePhones>) {
    const { phones } = await ask(this.bus, FindClient, { by: { clientId } });
    const before = phones.map(({ number }) => number);
    const after = [...new Set(body.phones)];
    note({ subject: `client:${clientId}`, before, after, reason: body.reason });
    if ([...before].sort().join() === [...after].sort().join()) throw unchanged('body.phones');
    const change = { kind: 'client-phones', before, after } as const;
    return detailOf(await this.proposals.add(commandId, { subjectId: clientId, change, reason: body.reason }, actor));
  }

  /** @throws Problem `refused` when nothing would change. */
  @AdminRoute(ProposeEmail)
  async proposeEmail(@Ask() { params: { clientId }, body, actor, commandId, note }: Asked<typeof ProposeEmail>) {
    const { email: before } = await ask(this.bus, FindRecipient, { clientId });
    note({ subject: `client:${clientId}`, before, after: body.email, reason: body.reason });
    if (before === body.email) throw unchanged('body.email');
    const change = { kind: 'client-email', before, after: body.email } as const;
    return detailOf(await this.proposals.add(commandId, { subjectId: clientId, change, reason: body.reason }, actor));
  }

  private async seen(by: RequestInputOf<typeof FindClient>['by']) {
    const client = await ask(this.bus, FindClient, { by });
    const { isUndeliverable, ...recipient } = await this.recipient(client.clientId);
    return { ...client, ...recipient, emailIsUndeliverable: isUndeliverable };
  }

  /** A client of whom the bank sent no address has none. */
  private async recipient(clientId: string): Promise<ReplyOf<typeof FindRecipient>> {
    try {
      return await ask(this.bus, FindRecipient, { clientId });
    } catch (error) {
      if (error instanceof RequestRefused && error.code === 'NOT_FOUND') return NO_RECIPIENT;
      throw error;
    }
  }
}

const unchanged = (where: string) => new Problem('refused', { flaws: [{ where, what: 'is what is on record' }] });
