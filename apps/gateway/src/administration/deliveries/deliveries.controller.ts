import * as contracts from '#libs/contracts';
import { ask } from '#libs/messaging';
import { BUS } from '#libs/service';
import { Controller, Inject } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { z } from 'zod';
import { AdminRoute, Ask, type Asked } from '../routes/admin-route.js';
import { cursor, pageSize, placeOf } from '../routes/paging.js';
import { ListDeliveries, RequeueDeliveries } from './deliveries.routes.js';

const Place = z.strictObject({ after: z.string().max(100) });

/** E-mails that were promised; notifications knows them. */
@Controller('admin/v1')
export class DeliveriesController {
  constructor(@Inject(BUS) private readonly bus: NatsConnection) {}

  @AdminRoute(ListDeliveries)
  async listDeliveries(@Ask() { query }: Asked<typeof ListDeliveries>) {
    const place = placeOf(Place, query.after);
    const { next, counts, ...page } = await ask(this.bus, contracts.ListDeliveries, {
      limit: pageSize(query),
      ...(query.state === undefined ? {} : { states: [query.state] }),
      ...place,
    });
    return { ...page, counts: { ...counts }, next: next === null ? null : cursor({ after: next }) };
  }

  @AdminRoute(RequeueDeliveries)
  requeueDeliveries(@Ask() { body: { deliveryIds }, actor, note }: Asked<typeof RequeueDeliveries>) {
    note({ subject: 'deliveries', after: deliveryIds });
    return ask(this.bus, contracts.RequeueDeliveries, { which: deliveryIds, requestedBy: actor.name });
  }
}
