import type { Standing } from '../domain/acceptance.js';
import type { DocumentKind, NoticeKind } from '../domain/delivery.js';
import type { Connections, Queries } from './connections.js';

/** What is asked for, and by whom. */
export interface EmailRequest {
  readonly commandId: string;
  readonly clientId: string;
  readonly callId: string;
  readonly kind: DocumentKind;
  /** The currency, or the card. */
  readonly item: string;
  readonly language: 'sq' | 'en';
}

/** Within which time two requests for the same item are one, and which day it is. */
export interface Calendar {
  readonly repeatMinutes: number;
  readonly timeZone: string;
}

/** A delivery to be kept. */
export interface NewDelivery extends EmailRequest {
  readonly id: string;
  readonly exportId: string;
  readonly exportExpiresAt: string;
  readonly priority: number;
}

/** A notice to be kept. */
export interface NewNotice {
  readonly id: string;
  readonly commandId: string;
  readonly clientId: string;
  readonly kind: NoticeKind;
  readonly toAddress: string;
  readonly priority: number;
}

/** What is promised, and to whom it may be. */
export class PromisesRepository {
  constructor(private readonly connections: Connections) {}

  transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    return this.connections.transaction(work);
  }

  /** Until the end of the transaction no other request of this client is decided. */
  async lockClient(queries: Queries, clientId: string): Promise<void> {
    await queries.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [clientId]);
  }

  /** What is known of the client, and for which client this very command was accepted before, if it was. */
  async standing(
    request: EmailRequest,
    calendar: Calendar,
    queries: Queries = this.connections,
  ): Promise<Standing & { readonly acceptedFor: string | null }> {
    const [row] = await queries.query<{
      usable: boolean | null;
      password: boolean | null;
      before: boolean;
      today: string;
      accepted_for: string | null;
    }>(
      `SELECT recipient.email IS NOT NULL AND NOT recipient.email_undeliverable
                AND recipient.bounced_email IS DISTINCT FROM recipient.email AS usable,
              recipient.sealed_password IS NOT NULL AS password,
              EXISTS (SELECT FROM deliveries AS other
                      WHERE other.client_id = $2 AND other.kind = $3 AND other.item = $4 AND other.state <> 'dead'
                        AND (other.call_id = $5 OR other.accepted_at > now() - $6 * interval '1 minute')) AS before,
              (SELECT count(*) FROM deliveries AS other
               WHERE other.client_id = $2 AND other.accepted_at > now() - interval '2 days'
                 AND other.bank_date = (now() AT TIME ZONE $7)::date AND other.to_address IS NULL) AS today,
              (SELECT other.client_id FROM deliveries AS other WHERE other.command_id = $1) AS accepted_for
       FROM (SELECT) AS one LEFT JOIN recipients AS recipient ON recipient.id = $2`,
      [
        request.commandId,
        request.clientId,
        request.kind,
        request.item,
        request.callId,
        calendar.repeatMinutes,
        calendar.timeZone,
      ],
    );
    return {
      hasUsableAddress: row?.usable ?? false,
      hasPassword: row?.password ?? false,
      askedBefore: row?.before ?? false,
      acceptedToday: Number(row?.today ?? 0),
      acceptedFor: row?.accepted_for ?? null,
    };
  }

  async insert(queries: Queries, delivery: NewDelivery, timeZone: string): Promise<void> {
    await queries.query(
      `INSERT INTO deliveries (id, command_id, client_id, call_id, kind, item, language, export_id, export_expires_at,
                               priority, bank_date)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, (now() AT TIME ZONE $11)::date)`,
      [
        delivery.id,
        delivery.commandId,
        delivery.clientId,
        delivery.callId,
        delivery.kind,
        delivery.item,
        delivery.language,
        delivery.exportId,
        delivery.exportExpiresAt,
        delivery.priority,
        timeZone,
      ],
    );
  }

  /** @returns whether it is new: a command that comes again promises nothing more. */
  async insertNotice(queries: Queries, notice: NewNotice, timeZone: string): Promise<boolean> {
    const rows = await queries.query(
      `INSERT INTO deliveries (id, command_id, client_id, kind, item, to_address, export_expires_at, priority, language,
                               bank_date)
       SELECT $1, $2, $3::uuid, $4, '', $5, now() + interval '48 hours', $6,
              coalesce((SELECT language FROM deliveries WHERE client_id = $3 ORDER BY accepted_at DESC LIMIT 1), 'sq'),
              (now() AT TIME ZONE $7)::date
       ON CONFLICT (command_id) DO NOTHING RETURNING id`,
      [notice.id, notice.commandId, notice.clientId, notice.kind, notice.toAddress, notice.priority, timeZone],
    );
    return rows.length === 1;
  }
}
