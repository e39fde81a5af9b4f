import type { ListDeliveries, ReplyInputOf, RequestOf, RequeueDeliveries } from '#libs/contracts';
import type { Logger } from '#libs/logging';
import { RequestRefused } from '#libs/messaging';
import type { Gate } from '../delivery/gate.js';
import { maskAddress } from '../domain/e-mail-address.js';
import type {
  DeliveryListRepository,
  ListPosition,
  RequeueCandidate,
} from '../persistence/delivery-list.repository.js';
import type { DeliveryJobs } from '../persistence/delivery-jobs.js';

/** Requeued by one request at most: the rest with the next. */
const REQUEUED_AT_ONCE = 100;

type Refused = ReplyInputOf<typeof RequeueDeliveries>['refused'][number];

/** What staff see of deliveries, and the one thing they can do: have another try made. */
export class DeliveriesService {
  constructor(
    private readonly repository: DeliveryListRepository,
    private readonly jobs: DeliveryJobs,
    private readonly gate: Pick<Gate, 'absence'>,
    private readonly protection: 'encrypted_pdf' | 'plain_pdf',
    private readonly logger: Logger,
    /** Told after a requeue, so that it is taken up at once. */
    private readonly requeued: () => void,
  ) {}

  /** @throws RequestRefused `BAD_REQUEST` for a place that no page gave out. */
  async list({ states, limit, after }: RequestOf<typeof ListDeliveries>): Promise<ReplyInputOf<typeof ListDeliveries>> {
    const rows = await this.repository.list(states, limit, after === undefined ? undefined : parsePosition(after));
    const last = rows.length === limit ? rows.at(-1) : undefined;
    const { absence } = this.gate;
    return {
      deliveries: rows.map((row) => ({
        deliveryId: row.id,
        clientId: row.clientId,
        kind: row.kind,
        language: row.language,
        state: row.state,
        attempts: row.attempts,
        maskedAddress: row.address && maskAddress(row.address),
        acceptedAt: row.acceptedAt.toISOString(),
        nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
        sentAt: row.sentAt?.toISOString() ?? null,
        lastReply: row.lastReply,
      })),
      next: last ? `${last.position}/${last.id}` : null,
      counts: { queued: 0, sending: 0, sent: 0, unknown: 0, dead: 0, ...(await this.repository.counts()) },
      mailServer: { awaySince: absence?.since.toISOString() ?? null, lastProblem: absence?.problem ?? null },
    };
  }

  async requeue({
    which,
    requestedBy,
  }: RequestOf<typeof RequeueDeliveries>): Promise<ReplyInputOf<typeof RequeueDeliveries>> {
    const ids = which === 'dead' ? await this.repository.deadIds(REQUEUED_AT_ONCE) : [...new Set(which)];
    const refused: Refused[] = [];
    for (const deliveryId of ids) {
      const why = await this.requeueOne(deliveryId);
      if (why !== null) refused.push({ deliveryId, why });
      else this.logger.info({ deliveryId, requestedBy }, 'delivery requeued');
    }
    this.requeued();
    return { requeued: ids.length - refused.length, refused };
  }

  private async requeueOne(id: string): Promise<Refused['why'] | null> {
    const candidate = await this.repository.requeueCandidate(id);
    const why = candidate ? this.whyNot(candidate) : 'not-found';
    if (!candidate || why !== null) return why;
    const done = await this.repository.transaction(async (queries) => {
      const requeued = await this.repository.requeue(queries, id);
      if (requeued) await this.jobs.add(queries, id, { priority: candidate.priority, inSeconds: 0 });
      return requeued;
    });
    return done ? null : 'not-dead';
  }

  private whyNot(candidate: RequeueCandidate): Refused['why'] | null {
    if (!candidate.isGivenUp) return 'not-dead';
    if (candidate.isExpired) return 'expired';
    if (!candidate.hasUsableAddress) return 'no-email';
    if (this.protection === 'encrypted_pdf' && !candidate.hasPassword) return 'no-password';
    return null;
  }
}

function parsePosition(text: string): ListPosition {
  const [, acceptedAt, id] = /^([0-9 .:+-]{10,40})\/([0-9a-f-]{36})$/.exec(text) ?? [];
  if (acceptedAt === undefined || id === undefined) throw new RequestRefused('BAD_REQUEST');
  return { acceptedAt, id };
}
