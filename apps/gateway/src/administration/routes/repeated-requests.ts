import type { Actor } from './role.js';
import { createHmac, hkdfSync } from 'node:crypto';
import { DataSource } from 'typeorm';
import { v5 } from 'uuid';
import { Problem } from './problem.js';
import type { AnyRoute } from './route.js';

/** What was answered to a request, for when it comes again. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A request that carries an Idempotency-Key. */
export interface KeyedRequest {
  readonly route: AnyRoute;
  readonly actor: Actor;
  readonly key: string;
  readonly params: unknown;
  readonly body: unknown;
}

const COMMANDS = '4c9d3b62-5c0e-5a86-9d0f-2f7be0a1c3d4';

/** A process that died in the middle leaves its request to whoever sends it again after this, seconds. */
const ABANDONED_SECONDS = 60;
/** How long an answer can be had again, hours. */
const KEPT_HOURS = 24;

/**
 * Does for one Idempotency-Key one thing: the same request again gets the stored answer, another one with the same key is
 * refused, and one that is still under way is not done twice. Keys are each person's own.
 */
export class RepeatedRequests {
  private readonly digestKey: Buffer;

  /** @param secret keys the digest of requests: what was asked must not be read off it. */
  constructor(
    private readonly dataSource: DataSource,
    secret: Uint8Array,
  ) {
    this.digestKey = Buffer.from(hkdfSync('sha256', secret, '', 'admin idempotency', 32));
  }

  /** The same for the same key of the same person, so that services further in can tell a repetition too. */
  static commandId({ actor, key }: Pick<KeyedRequest, 'actor' | 'key'>): string {
    return v5(`${actor.id} ${key}`, COMMANDS);
  }

  /**
   * @returns the stored answer, or undefined when the request is now ours to do.
   * @throws Problem `idempotency-key-reused`, or `request-under-way`.
   */
  async begin(request: KeyedRequest): Promise<StoredAnswer | undefined> {
    const digest = this.digestOf(request);
    const id = RepeatedRequests.commandId(request);
    const [claimed] = await this.dataSource.query<unknown[]>(
      `INSERT INTO admin_requests AS known (id, digest, begun_at) VALUES ($1, $2, now())
       ON CONFLICT (id) DO UPDATE SET digest = EXCLUDED.digest, begun_at = now(), status = NULL, answer = NULL
       WHERE (known.status IS NULL AND known.digest = EXCLUDED.digest
              AND known.begun_at < now() - interval '${ABANDONED_SECONDS} seconds')
          OR known.begun_at < now() - interval '${KEPT_HOURS} hours'
       RETURNING id`,
      [id, digest],
    );
    if (claimed !== undefined) return undefined;
    const [row] = await this.dataSource.query<{ digest: Buffer; status: number | null; answer: unknown }[]>(
      'SELECT digest, status, answer FROM admin_requests WHERE id = $1',
      [id],
    );
    if (!row) throw new Problem('request-under-way', { retryAfterSeconds: 1 });
    if (!row.digest.equals(digest)) throw new Problem('idempotency-key-reused');
    if (row.status === null) throw new Problem('request-under-way', { retryAfterSeconds: 1 });
    return { status: row.status, body: row.answer };
  }

  async keep(request: KeyedRequest, answer: StoredAnswer): Promise<void> {
    await this.dataSource.query('UPDATE admin_requests SET status = $2, answer = $3 WHERE id = $1', [
      RepeatedRequests.commandId(request),
      answer.status,
      JSON.stringify(answer.body),
    ]);
  }

  /** Nothing was done: the same request may be sent again with the same key. */
  async forget(request: KeyedRequest): Promise<void> {
    await this.dataSource.query('DELETE FROM admin_requests WHERE id = $1 AND status IS NULL', [
      RepeatedRequests.commandId(request),
    ]);
  }

  /** Removes what is kept no longer. */
  async tidy(): Promise<void> {
    await this.dataSource.query(`DELETE FROM admin_requests WHERE begun_at < now() - interval '${KEPT_HOURS} hours'`);
  }

  private digestOf({ route, params, body }: KeyedRequest): Buffer {
    return createHmac('sha256', this.digestKey)
      .update(JSON.stringify([route.id, params, body]))
      .digest();
  }
}
