import { createHmac } from 'node:crypto';
import type { DataSource } from 'typeorm';

/** Failures in a row after which a name is locked, and for how long (S38). */
const MOST_FAILURES = 10;
const LOCKED = "interval '30 minutes'";
/** Failures are forgotten after a day without another. */
const FORGOTTEN = "interval '1 day'";

/** Who may try to sign in: counted before anything is compared, by the database's clock (as S10 and S12 want of PINs). */
export class SignInLimits {
  /** @param key keys the digest of names: what was typed there may be a password. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly key: Uint8Array,
  ) {}

  /**
   * Takes one try of a name, whether or not there is such a user.
   * @returns `locked` when there was none left; `last` when this is the one that locks if it fails.
   */
  async takeTry(name: string): Promise<'locked' | 'last' | 'taken'> {
    const rows = await this.dataSource.query<{ failures: number }[]>(
      `INSERT INTO admin_sign_ins AS known (name_digest, failures, last_at) VALUES ($1, 1, now())
       ON CONFLICT (name_digest) DO UPDATE SET
         failures = CASE WHEN known.locked_until IS NOT NULL OR known.last_at < now() - ${FORGOTTEN} THEN 1
                         ELSE known.failures + 1 END,
         locked_until = CASE WHEN known.locked_until IS NULL AND known.last_at >= now() - ${FORGOTTEN}
                                  AND known.failures + 1 >= ${MOST_FAILURES} THEN now() + ${LOCKED} END,
         last_at = now()
       WHERE known.locked_until IS NULL OR known.locked_until <= now()
       RETURNING failures`,
      [this.digestOf(name)],
    );
    const [row] = rows;
    if (!row) return 'locked';
    return row.failures >= MOST_FAILURES ? 'last' : 'taken';
  }

  /** The sign-in was right: the count begins again. */
  async clear(name: string): Promise<void> {
    await this.dataSource.query('DELETE FROM admin_sign_ins WHERE name_digest = $1', [this.digestOf(name)]);
  }

  private digestOf(name: string): Buffer {
    return createHmac('sha256', this.key).update(name).digest();
  }
}
