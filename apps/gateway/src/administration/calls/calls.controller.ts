import { Controller, Inject } from '@nestjs/common';
import { AdminRoute, Ask, type Asked } from '../routes/admin-route.js';
import { cursor, pageSize, placeOf, TimedPlace } from '../routes/paging.js';
import { Problem } from '../routes/problem.js';
import { EndCall, GetCall, GetStatistics, ListCalls, SearchCalls } from './calls.routes.js';
import { CallsRepository, type ListedCall } from './calls.repository.js';

/** Found by one search, at most. */
const MOST_FOUND = 100;
const LONGEST_STATISTICS_MS = 31 * 24 * 60 * 60 * 1_000;

/** Calls, their time lines and their end. */
@Controller('admin/v1')
export class CallsController {
  constructor(@Inject(CallsRepository) private readonly calls: CallsRepository) {}

  @AdminRoute(ListCalls)
  async listCalls(@Ask() { query }: Asked<typeof ListCalls>) {
    const limit = pageSize(query);
    const { state, ...filter } = query;
    const isLive = state === undefined ? undefined : state === 'live';
    const rows = await this.calls.list({ ...filter, isLive }, limit, placeOf(TimedPlace, query.after));
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { calls: rows.map(seen), next: last ? cursor({ at: last.at, id: last.callId }) : null };
  }

  @AdminRoute(SearchCalls)
  async searchCalls(@Ask() { body, note }: Asked<typeof SearchCalls>) {
    note({ subject: `caller:${body.callerNumber}` });
    return { calls: (await this.calls.list(body, MOST_FOUND, undefined)).map(seen) };
  }

  @AdminRoute(GetCall)
  async getCall(@Ask() { params }: Asked<typeof GetCall>) {
    const call = await this.found(params.callId);
    const timeLine = (await this.calls.timeLine(call.callId)).map((entry) => ({
      ...entry,
      at: entry.at.toISOString(),
    }));
    return { call: seen(call), callerNumber: call.callerNumber, timeLine };
  }

  /** @throws Problem `conflict` when the call is over. */
  @AdminRoute(EndCall)
  async endCall(@Ask() { params, body, note }: Asked<typeof EndCall>) {
    note({ subject: `call:${params.callId}`, reason: body.reason });
    const { callId } = await this.found(params.callId);
    if (!(await this.calls.requestEnd(callId))) throw new Problem('conflict', { detail: 'The call is over.' });
    return { isEnding: true as const };
  }

  @AdminRoute(GetStatistics)
  async getStatistics(@Ask() { query: { from, to } }: Asked<typeof GetStatistics>) {
    const spanMs = Date.parse(to) - Date.parse(from);
    if (spanMs <= 0 || spanMs > LONGEST_STATISTICS_MS)
      throw new Problem('bad-request', {
        flaws: [{ where: 'query.to', what: 'must be after from, by 31 days at most' }],
      });
    const [hours, outcomes, leftAt, verifications] = await Promise.all([
      this.calls.perHour(from, to),
      this.calls.outcomes(from, to),
      this.calls.leftAt(from, to),
      this.calls.verifications(from, to),
    ]);
    return { hours: hours.map((row) => ({ ...row, hour: row.hour.toISOString() })), outcomes, leftAt, verifications };
  }

  private async found(callId: string): Promise<ListedCall> {
    const call = await this.calls.find(callId);
    if (!call) throw new Problem('not-found');
    return call;
  }
}

/** Without the caller's number: of it, the last three digits. */
function seen({ callerNumber, startedAt, endedAt, outcome, ...call }: ListedCall) {
  return {
    ...call,
    maskedCallerNumber: callerNumber === '' ? '' : `…${callerNumber.slice(-3)}`,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    outcome: outcome as never,
  };
}
