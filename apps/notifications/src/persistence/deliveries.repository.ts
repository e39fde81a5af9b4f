import type { Standing } from '../domain/acceptance.js';
import type { Delivery, DocumentKind, NoticeKind, Outcome } from '../domain/delivery.js';
import type { NextStep } from '../domain/next-step.js';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

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

type DeliveryRow = {
  id: string;
  client_id: string;
  language: 'sq' | 'en';
  state: Delivery['state'];
  attempts: number;
  takings: number;
  times_uncertain: number;
  priority: number;
} & ({ kind: DocumentKind; export_id: string; to_address: null } | { kind: NoticeKind; to_address: string });

/** Documents do not go to an address that replaced another one less than a day ago (S34). */
const ADDRESS_WAITS = `interval '24 hours'`;

const COLUMNS =
  'id, client_id, kind, language, export_id, to_address, state, attempts, takings, times_uncertain, priority';

/** A delivery under way, and before which others it goes. */
export type TakenDelivery = Delivery & { readonly priority: number };

/** Why a delivery was not taken up. */
export type NotTaken =
  /** Settled, or not there. */
  | { readonly why: 'nothing-to-do' }
  /** Not yet due, or another worker's until then. */
  | { readonly why: 'not-yet'; readonly inSeconds: number; readonly priority: number }
  /** It was given up just now: its data are no longer kept, or it ended its worker each time. */
  | { readonly why: 'given-up'; readonly delivery: TakenDelivery; readonly reply: string };

/** Deliveries as rows; each change of state is one conditional UPDATE (S30). */
@Injectable()
export class DeliveriesRepository {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.dataSource.transaction(work);
  }

  /** Until the end of the transaction no other request of this client is decided. */
  async lockClient(manager: EntityManager, clientId: string): Promise<void> {
    await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [clientId]);
  }

  /** What is known of the client, and for which client this very command was accepted before, if it was. */
  async standing(
    request: EmailRequest,
    calendar: Calendar,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<Standing & { readonly acceptedFor: string | null }> {
    const [row] = await manager.query<
      {
        usable: boolean | null;
        password: boolean | null;
        before: boolean;
        today: string;
        accepted_for: string | null;
      }[]
    >(
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

  async insert(manager: EntityManager, delivery: NewDelivery, timeZone: string): Promise<void> {
    await manager.query(
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
  async insertNotice(manager: EntityManager, notice: NewNotice, timeZone: string): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
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

  /** Takes a delivery up for one lease, and counts the attempt before it is made: one that ends the worker counts too. */
  async take(id: string, limits: { leaseSeconds: number; maxAttempts: number }): Promise<TakenDelivery | NotTaken> {
    const [taken] = await this.update(
      `UPDATE deliveries
       SET state = 'sending', attempts = attempts + 1, takings = takings + 1, next_attempt_at = NULL,
           lease_until = now() + $2 * interval '1 second'
       WHERE id = $1 AND export_expires_at > now() AND (attempts < $3 OR state = 'unknown')
         AND ((state IN ('queued', 'unknown') AND next_attempt_at <= now())
              OR (state = 'sending' AND lease_until <= now()))
         AND (to_address IS NOT NULL OR NOT EXISTS (
               SELECT FROM recipients AS recipient
               WHERE recipient.id = client_id AND email_changed_at > now() - ${ADDRESS_WAITS}))
       RETURNING ${COLUMNS}`,
      [id, limits.leaseSeconds, limits.maxAttempts],
    );
    return taken ? toDelivery(taken) : this.whyNotTaken(id, limits.maxAttempts);
  }

  private async whyNotTaken(id: string, maxAttempts: number): Promise<NotTaken> {
    const [given] = await this.update(
      `UPDATE deliveries
       SET state = 'dead', lease_until = NULL, next_attempt_at = NULL,
           last_reply = CASE WHEN export_expires_at <= now() THEN 'not sent within the time its data are kept'
                             ELSE 'ended the worker or was cut off at every attempt' END
       WHERE id = $1
         AND ((state IN ('queued', 'unknown') AND next_attempt_at <= now() AND export_expires_at <= now())
              OR (state = 'sending' AND lease_until <= now() AND (export_expires_at <= now() OR attempts >= $2)))
       RETURNING ${COLUMNS}, last_reply`,
      [id, maxAttempts],
    );
    if (given) return { why: 'given-up', delivery: toDelivery(given), reply: given.last_reply ?? '' };
    const [row] = await this.dataSource.query<{ in_seconds: number | null; priority: number }[]>(
      `SELECT extract(epoch FROM greatest(
                COALESCE(lease_until, next_attempt_at),
                CASE WHEN to_address IS NULL THEN email_changed_at + ${ADDRESS_WAITS} END) - now())::float8 AS in_seconds,
              priority
       FROM deliveries AS delivery LEFT JOIN recipients AS recipient ON recipient.id = client_id
       WHERE delivery.id = $1 AND state IN ('queued', 'unknown', 'sending')
         AND COALESCE(lease_until, next_attempt_at) IS NOT NULL`,
      [id],
    );
    if (row?.in_seconds == null) return { why: 'nothing-to-do' };
    return { why: 'not-yet', inSeconds: Math.max(row.in_seconds, 0.1), priority: row.priority };
  }

  /** @returns whether the delivery is still this taking's. */
  async extendLease({ id, takings }: Delivery, leaseSeconds: number): Promise<boolean> {
    const rows = await this.update(
      `UPDATE deliveries SET lease_until = now() + $3 * interval '1 second'
       WHERE id = $1 AND state = 'sending' AND takings = $2 RETURNING ${COLUMNS}`,
      [id, takings, leaseSeconds],
    );
    return rows.length > 0;
  }

  /** Writes how a taking ended. @returns false when the delivery is no longer this taking's: nothing was changed. */
  async settle(manager: EntityManager, delivery: Delivery, outcome: Outcome, step: NextStep): Promise<boolean> {
    const inSeconds = 'inSeconds' in step ? step.inSeconds : null;
    const rows = await this.update(
      `UPDATE deliveries
       SET state = $3::varchar, lease_until = NULL, last_reply = $4,
           next_attempt_at = now() + $5::float8 * interval '1 second',
           sent_at = CASE WHEN $3::varchar = 'sent' THEN now() END,
           times_uncertain = times_uncertain + CASE WHEN $3::varchar = 'unknown' THEN 1 ELSE 0 END,
           attempts = attempts - CASE WHEN $6::boolean THEN 0 ELSE 1 END
       WHERE id = $1 AND state = 'sending' AND takings = $2
       RETURNING ${COLUMNS}`,
      [delivery.id, delivery.takings, step.state, outcome.reply, inSeconds, step.state !== 'queued' || step.counted],
      manager,
    );
    return rows.length > 0;
  }

  /** The client hears of it from staff (requirements 5.3), and mail no longer goes to an address that was refused. */
  async flagClient(manager: EntityManager, clientId: string, badAddress: string | null): Promise<void> {
    await manager.query(
      `UPDATE recipients SET follow_up_since = COALESCE(follow_up_since, now()),
              bounced_email = COALESCE($2, bounced_email)
       WHERE id = $1`,
      [clientId, badAddress],
    );
  }

  /** TypeORM returns rows and count of an UPDATE as a pair. */
  private async update(
    text: string,
    parameters: unknown[],
    manager: EntityManager = this.dataSource.manager,
  ): Promise<(DeliveryRow & { last_reply?: string | null })[]> {
    const [rows] = await manager.query<[(DeliveryRow & { last_reply?: string | null })[], number]>(text, parameters);
    return rows;
  }
}

function toDelivery(row: DeliveryRow): TakenDelivery {
  const common = {
    id: row.id,
    clientId: row.client_id,
    language: row.language,
    state: row.state,
    attempts: row.attempts,
    takings: row.takings,
    timesUncertain: row.times_uncertain,
    priority: row.priority,
  };
  return row.to_address !== null
    ? { ...common, kind: row.kind, toAddress: row.to_address }
    : { ...common, kind: row.kind, exportId: row.export_id };
}
