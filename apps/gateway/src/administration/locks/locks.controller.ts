import * as contracts from '#libs/contracts';
import { ask } from '#libs/messaging';
import { BUS } from '#libs/service';
import { Controller, Inject } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { z } from 'zod';
import { ProposalsRepository } from '../proposals/proposals.repository.js';
import { detailOf } from '../proposals/seen-proposal.js';
import { AdminRoute, Ask, type Asked } from '../routes/admin-route.js';
import { cursor, pageSize, placeOf } from '../routes/paging.js';
import {
  ListBlockedNumbers,
  ListLockedCards,
  ProposeCardRelease,
  ReleaseCallerNumber,
  ReleaseCard,
} from './locks.routes.js';

const CardPlace = z.strictObject({ cardId: z.uuid() });
const NumberPlace = z.strictObject({ callerNumber: z.string().regex(/^\+[1-9][0-9]{7,14}$/) });

/** Locked cards and blocked caller numbers; auth knows them, and decides. */
@Controller('admin/v1')
export class LocksController {
  constructor(
    @Inject(BUS) private readonly bus: NatsConnection,
    @Inject(ProposalsRepository) private readonly proposals: ProposalsRepository,
  ) {}

  @AdminRoute(ListLockedCards)
  async listLockedCards(@Ask() { query }: Asked<typeof ListLockedCards>) {
    const limit = pageSize(query);
    const after = placeOf(CardPlace, query.after)?.cardId;
    const { locks } = await ask(this.bus, contracts.ListLockedCards, { limit, ...(after ? { after } : {}) });
    const last = locks.length === limit ? locks.at(-1) : undefined;
    return { locks, next: last ? cursor({ cardId: last.cardId }) : null };
  }

  @AdminRoute(ListBlockedNumbers)
  async listBlockedNumbers(@Ask() { query }: Asked<typeof ListBlockedNumbers>) {
    const limit = pageSize(query);
    const after = placeOf(NumberPlace, query.after)?.callerNumber;
    const { locks } = await ask(this.bus, contracts.ListBlockedNumbers, { limit, ...(after ? { after } : {}) });
    const last = locks.length === limit ? locks.at(-1) : undefined;
    return {
      locks: locks.map((lock) => ({ ...lock, maskedCallerNumber: `…${lock.callerNumber.slice(-3)}` })),
      next: last ? cursor({ callerNumber: last.callerNumber }) : null,
    };
  }

  @AdminRoute(ReleaseCard)
  releaseCard(@Ask() { params: { cardId }, body: { reason }, actor, note }: Asked<typeof ReleaseCard>) {
    note({ subject: `card:${cardId}`, reason });
    const subject = { kind: 'card', cardId } as const;
    return ask(this.bus, contracts.ReleaseLock, { subject, reason, releasedBy: actor.name });
  }

  @AdminRoute(ProposeCardRelease)
  async proposeCardRelease(
    @Ask() { params: { cardId }, body: { reason }, actor, commandId, note }: Asked<typeof ProposeCardRelease>,
  ) {
    note({ subject: `card:${cardId}`, reason });
    const proposed = { subjectId: cardId, change: { kind: 'card-total' }, reason } as const;
    return detailOf(await this.proposals.add(commandId, proposed, actor));
  }

  @AdminRoute(ReleaseCallerNumber)
  releaseCallerNumber(@Ask() { body: { callerNumber, reason }, actor, note }: Asked<typeof ReleaseCallerNumber>) {
    note({ subject: `caller:${callerNumber}`, reason });
    const subject = { kind: 'callerNumber', callerNumber } as const;
    return ask(this.bus, contracts.ReleaseLock, { subject, reason, releasedBy: actor.name });
  }
}
