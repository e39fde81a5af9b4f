import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import { AdminRoute, Ask, type Asked } from '../routes/admin-route.js';
import { cursor, pageSize, placeOf, TimedPlace } from '../routes/paging.js';
import { AuditRows } from './audit-rows.repository.js';
import { ListAuditRows } from './audit-rows.routes.js';

const RowPlace = z.strictObject({
  at: TimedPlace.shape.at,
  lane: z.string().regex(/^[0-9]{1,4}$/),
  seq: z.string().regex(/^[0-9]{1,15}$/),
});

/** The audit trail, for those who look after the bank's staff. */
@Controller('admin/v1')
export class AuditRowsController {
  constructor(@Inject(AuditRows) private readonly rows: AuditRows) {}

  @AdminRoute(ListAuditRows)
  async listAuditRows(@Ask() { query: { limit: _limit, after, ...filter }, query, note }: Asked<typeof ListAuditRows>) {
    note({ subject: 'audit-trail', after: filter });
    const limit = pageSize(query);
    const given = placeOf(RowPlace, after);
    const place = given && { at: given.at, lane: Number(given.lane), seq: Number(given.seq) };
    const rows = await this.rows.list(filter, limit, place);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { rows, next: last ? cursor({ at: last.at, lane: String(last.lane), seq: String(last.seq) }) : null };
  }
}
