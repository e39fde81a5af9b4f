import type { DeliveryState } from '#libs/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { DeliveryKind } from '../domain/delivery.js';
import { Connections, type Queries } from './connections.js';
import { ADDRESS_WAITS } from './deliveries.repository.js';

/** A delivery as staff see it, with the client's present address. */
export interface ListedDelivery {
  readonly id: string;
  readonly clientId: string;
  readonly kind: DeliveryKind;
  readonly language: 'sq' | 'en';
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly address: string | null;
  readonly acceptedAt: Date;
  readonly nextAttemptAt: Date | null;
  readonly sentAt: Date | null;
  readonly lastReply: string | null;
}

/** A place in the list, newest first. */
export interface ListPosition {
  readonly acceptedAt: string;
  readonly id: string;
}

/** What decides whether a delivery can be tried again. */
export interface RequeueCandidate {
  readonly id: string;
  readonly priority: number;
  readonly isGivenUp: boolean;
  readonly isExpired: boolean;
  readonly hasUsableAddress: boolean;
  readonly hasPassword: boolean;
}

/** For staff: what there is, and another try for what was given up. */
@Injectable()
export class DeliveryListRepository {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    return Connections.of(this.dataSource).transaction(work);
  }

  async list(states: readonly DeliveryState[] | undefined, limit: number, after: ListPosition | undefined) {
    const rows = await this.dataSource.query<(ListedDelivery & { position: string })[]>(
      `SELECT delivery.id, client_id AS "clientId", kind, language, state, attempts,
              COALESCE(to_address, recipient.email) AS address,
              accepted_at AS "acceptedAt", sent_at AS "sentAt",
              -- One to an address that was changed waits, whatever its own time is (S34).
              CASE WHEN next_attempt_at IS NOT NULL THEN greatest(next_attempt_at,
                CASE WHEN to_address IS NULL AND state <> 'sending' THEN email_changed_at + ${ADDRESS_WAITS} END)
              END AS "nextAttemptAt",
              last_reply AS "lastReply", accepted_at::text AS position
       FROM deliveries AS delivery LEFT JOIN recipients AS recipient ON recipient.id = client_id
       WHERE ($1::varchar[] IS NULL OR state = ANY ($1::varchar[]))
         AND ($2::timestamptz IS NULL OR (accepted_at, delivery.id) < ($2::timestamptz, $3::uuid))
       ORDER BY accepted_at DESC, delivery.id DESC
       LIMIT $4`,
      [states ? [...states] : null, after?.acceptedAt ?? null, after?.id ?? null, limit],
    );
    return rows;
  }

  async counts(): Promise<Partial<Record<DeliveryState, number>>> {
    const rows = await this.dataSource.query<{ state: DeliveryState; count: string }[]>(
      'SELECT state, count(*) FROM deliveries GROUP BY state',
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
  }

  async deadIds(limit: number): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM deliveries WHERE state = 'dead' AND export_expires_at > now() ORDER BY accepted_at LIMIT $1`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  async requeueCandidate(id: string): Promise<RequeueCandidate | undefined> {
    const [row] = await this.dataSource.query<RequeueCandidate[]>(
      `SELECT delivery.id, delivery.priority,
              state = 'dead' OR (state = 'unknown' AND next_attempt_at IS NULL) AS "isGivenUp",
              export_expires_at <= now() AS "isExpired",
              to_address IS NOT NULL
                OR COALESCE(NOT email_undeliverable AND bounced_email IS DISTINCT FROM email AND email IS NOT NULL, false)
                AS "hasUsableAddress",
              to_address IS NOT NULL OR sealed_password IS NOT NULL AS "hasPassword"
       FROM deliveries AS delivery LEFT JOIN recipients AS recipient ON recipient.id = client_id
       WHERE delivery.id = $1`,
      [id],
    );
    return row;
  }

  /** @returns false when it was not given up (any more): nothing was changed. */
  async requeue(queries: Queries, id: string): Promise<boolean> {
    const [requeued] = await queries.query<{ client_id: string }>(
      `UPDATE deliveries SET state = 'queued', attempts = 0, times_uncertain = 0, next_attempt_at = now()
       WHERE id = $1 AND (state = 'dead' OR (state = 'unknown' AND next_attempt_at IS NULL))
       RETURNING client_id`,
      [id],
    );
    if (requeued)
      await queries.query('UPDATE recipients SET follow_up_since = NULL WHERE id = $1', [requeued.client_id]);
    return requeued !== undefined;
  }
}
