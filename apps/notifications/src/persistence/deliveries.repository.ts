import type { Delivery, DocumentKind, NoticeKind, Outcome } from '../domain/delivery.js';
import type { NextStep } from '../domain/next-step.js';
import type { Connections, Queries } from './connections.js';

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
export const ADDRESS_WAITS = `interval '24 hours'`;

const COLUMNS =
  'id, client_id, kind, language, export_id, to_address, state, attempts, takings, times_uncertain, priority';

/** A client as an e-mail is addressed to them. */
export interface Recipient {
  readonly name: string;
  /** `null`: none, or mail to it does not arrive. */
  readonly address: string | null;
  readonly sealedPassword: Buffer | null;
}

interface RecipientRow {
  readonly name: string | null;
  readonly address: string | null;
  readonly sealed_password: Buffer | null;
}

/** A delivery, and before which others it goes. */
export type DueDelivery = Delivery & { readonly priority: number };

/** A delivery under way, and whom it is for; `undefined`: the bank never sent a record of this client. */
export type TakenDelivery = DueDelivery & { readonly recipient: Recipient | undefined };

/** Why a delivery was not taken up. */
export type NotTaken =
  /** Settled, or not there. */
  | { readonly why: 'nothing-to-do' }
  /** Not yet due, or another worker's until then. */
  | { readonly why: 'not-yet'; readonly inSeconds: number; readonly priority: number }
  /** It was given up just now: its data are no longer kept, or it ended its worker each time. */
  | { readonly why: 'given-up'; readonly delivery: DueDelivery; readonly reply: string };

/** Deliveries as rows; each change of state is one conditional UPDATE (S30). */
export class DeliveriesRepository {
  constructor(private readonly connections: Connections) {}

  transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    return this.connections.transaction(work);
  }

  /**
   * Takes deliveries up for one lease, and counts each attempt before it is made: one that ends the worker counts too.
   * @returns those that are ours now; why another is not, {@link whyNotTaken} says.
   */
  async take(
    ids: readonly string[],
    limits: { leaseSeconds: number; maxAttempts: number },
  ): Promise<Map<string, TakenDelivery>> {
    const rows = await this.connections.query<DeliveryRow & RecipientRow>(
      `WITH taken AS (
         UPDATE deliveries
         SET state = 'sending', attempts = attempts + 1, takings = takings + 1, next_attempt_at = NULL,
             lease_until = now() + $2 * interval '1 second'
         WHERE id = ANY ($1::uuid[]) AND export_expires_at > now() AND (attempts < $3 OR state = 'unknown')
           AND ((state IN ('queued', 'unknown') AND next_attempt_at <= now())
                OR (state = 'sending' AND lease_until <= now()))
           AND (to_address IS NOT NULL OR NOT EXISTS (
                 SELECT FROM recipients AS recipient
                 WHERE recipient.id = client_id AND email_changed_at > now() - ${ADDRESS_WAITS}))
         RETURNING ${COLUMNS}
       )
       SELECT taken.*, recipient.name, recipient.sealed_password,
              CASE WHEN NOT email_undeliverable AND bounced_email IS DISTINCT FROM email THEN email END AS address
       FROM taken LEFT JOIN recipients AS recipient ON recipient.id = client_id`,
      [[...ids], limits.leaseSeconds, limits.maxAttempts],
    );
    return new Map(rows.map((row) => [row.id, { ...toDelivery(row), recipient: toRecipient(row) }]));
  }

  /** Asked after {@link take}; gives it up where nothing else is left. */
  async whyNotTaken(id: string, maxAttempts: number): Promise<NotTaken> {
    const [given] = await this.connections.query<DeliveryRow & { last_reply: string | null }>(
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
    const [row] = await this.connections.query<{ in_seconds: number | null; priority: number }>(
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
    const rows = await this.connections.query(
      `UPDATE deliveries SET lease_until = now() + $3 * interval '1 second'
       WHERE id = $1 AND state = 'sending' AND takings = $2 RETURNING id`,
      [id, takings, leaseSeconds],
    );
    return rows.length > 0;
  }

  /** Writes how a taking ended. @returns false when the delivery is no longer this taking's: nothing was changed. */
  async settle(queries: Queries, delivery: Delivery, outcome: Outcome, step: NextStep): Promise<boolean> {
    const inSeconds = 'inSeconds' in step ? step.inSeconds : null;
    const rows = await queries.query(
      `UPDATE deliveries
       SET state = $3::varchar, lease_until = NULL, last_reply = $4,
           next_attempt_at = now() + $5::float8 * interval '1 second',
           sent_at = CASE WHEN $3::varchar = 'sent' THEN now() END,
           times_uncertain = times_uncertain + CASE WHEN $3::varchar = 'unknown' THEN 1 ELSE 0 END,
           attempts = attempts - CASE WHEN $6::boolean THEN 0 ELSE 1 END
       WHERE id = $1 AND state = 'sending' AND takings = $2
       RETURNING id`,
      [delivery.id, delivery.takings, step.state, outcome.reply, inSeconds, step.state !== 'queued' || step.counted],
    );
    return rows.length > 0;
  }

  /** The client hears of it from staff (requirements 5.3), and mail no longer goes to an address that was refused. */
  async flagClient(queries: Queries, clientId: string, badAddress: string | null): Promise<void> {
    await queries.query(
      `UPDATE recipients SET follow_up_since = COALESCE(follow_up_since, now()),
              bounced_email = COALESCE($2, bounced_email)
       WHERE id = $1`,
      [clientId, badAddress],
    );
  }
}

function toRecipient(row: RecipientRow): Recipient | undefined {
  return row.name === null ? undefined : { name: row.name, address: row.address, sealedPassword: row.sealed_password };
}

function toDelivery(row: DeliveryRow): DueDelivery {
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
