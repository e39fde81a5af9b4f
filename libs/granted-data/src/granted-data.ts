import type { InformationItem } from '#libs/contracts';
import { type GrantClaims, GrantRefused, type GrantVerifier } from '#libs/grants';
import { RequestRefused } from '#libs/messaging';
import { prepared } from '#libs/persistence';
import type { DataSource } from 'typeorm';

/** Data the bank last confirmed longer ago than this is not spoken at all (D46), in milliseconds. */
export const MAX_DATA_AGE_MS = 24 * 60 * 60 * 1_000;

/** How many revocations that have lost their meaning go with each new one. */
const PRUNED_AT_ONCE = 100;

/** What a request may see, and the two moments that matter for it. */
export interface Opened {
  readonly claims: GrantClaims;
  /** The database's clock: the only one that decides what has expired (S12). */
  readonly now: Date;
  /** When the bank last said that the data are right. */
  readonly asOf: Date;
}

/**
 * The door in front of a data service's tables: nothing is read for a request whose grant does not open it (S18), whose
 * call is over, or when the bank's data are too old to be spoken (D46).
 */
export class GrantedData {
  constructor(
    private readonly dataSource: DataSource,
    private readonly verifier: GrantVerifier,
  ) {}

  /**
   * @param anyOf the information items of which the grant must open at least one.
   * @throws RequestRefused `GRANT_REFUSED`, never saying why; `UNAVAILABLE` when the data are older than 24 hours or
   * were never confirmed.
   */
  async open(request: { callId: string; grant: string }, anyOf: readonly InformationItem[]): Promise<Opened> {
    const { claims, now, asOf } = await this.admit(request, anyOf);
    // After the grant: a stranger does not learn how fresh the data are.
    if (!asOf || now.getTime() - asOf.getTime() > MAX_DATA_AGE_MS) throw new RequestRefused('UNAVAILABLE');
    return { claims, now, asOf };
  }

  /**
   * The grant alone, for a service that asks others for the data.
   * @throws RequestRefused `GRANT_REFUSED`, never saying why.
   */
  async admit(
    request: { callId: string; grant: string },
    anyOf: readonly InformationItem[],
  ): Promise<Omit<Opened, 'asOf'> & { readonly asOf: Date | null }> {
    const [row] = await prepared<{ now: Date; as_of: Date | null; revoked: boolean }>(
      this.dataSource,
      'admit',
      `SELECT now() AS now,
              (SELECT as_of FROM data_as_of) AS as_of,
              EXISTS (SELECT FROM revoked_calls WHERE call_id = $1) AS revoked`,
      [request.callId],
    );
    if (!row || row.revoked) throw new RequestRefused('GRANT_REFUSED');
    return { claims: await this.claimsOf(request, anyOf, row.now), now: row.now, asOf: row.as_of };
  }

  /**
   * The bank confirms its data. A confirmation that arrives late does not make newer data older, and none reaches past
   * the present: a feed with a wrong clock would otherwise keep stale data fresh.
   */
  async confirm(asOf: string): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO data_as_of (as_of) VALUES (LEAST($1::timestamptz, now()))
       ON CONFLICT (only_row) DO UPDATE SET as_of = GREATEST(data_as_of.as_of, EXCLUDED.as_of)`,
      [asOf],
    );
  }

  /** The call's grants open nothing any more. Kept until the last of them would have ended by itself. */
  async revoke(callId: string, until: string): Promise<void> {
    await this.dataSource.query(
      `WITH past AS (
         SELECT call_id FROM revoked_calls WHERE until < now() LIMIT ${PRUNED_AT_ONCE} FOR UPDATE SKIP LOCKED
       ), pruned AS (
         DELETE FROM revoked_calls USING past WHERE revoked_calls.call_id = past.call_id AND past.call_id <> $1
       )
       INSERT INTO revoked_calls (call_id, until) VALUES ($1, $2)
       ON CONFLICT (call_id) DO UPDATE SET until = GREATEST(revoked_calls.until, EXCLUDED.until)`,
      [callId, until],
    );
  }

  private async claimsOf(
    request: { callId: string; grant: string },
    anyOf: readonly InformationItem[],
    now: Date,
  ): Promise<GrantClaims> {
    try {
      return await this.verifier.verify(request.grant, { callId: request.callId, anyOf, now });
    } catch (cause) {
      if (cause instanceof GrantRefused) throw new RequestRefused('GRANT_REFUSED', { cause });
      throw cause;
    }
  }
}
