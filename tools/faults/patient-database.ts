import { Pool, type QueryResultRow } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

const TRY_AGAIN_MS = 20;

/** The database of a bank under fire, for whoever looks into it: a question is asked until it is answered. */
export class PatientDatabase {
  private readonly pool: Pool;

  /**
   * @param url for a role that may see everything.
   * @param backMs how long it may be away, milliseconds.
   */
  constructor(
    url: string,
    private readonly backMs: number,
  ) {
    this.pool = new Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 1_000 });
    // Connections die with the server; the next query says so.
    this.pool.on('error', () => undefined);
  }

  /** @throws Error of the last try. */
  async rows<Row extends QueryResultRow>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const giveUpAt = Date.now() + this.backMs;
    for (;;) {
      try {
        return (await this.pool.query<Row>(text, [...parameters])).rows;
      } catch (error) {
        if (Date.now() > giveUpAt) throw error;
        await sleep(TRY_AGAIN_MS);
      }
    }
  }

  end(): Promise<void> {
    return this.pool.end();
  }
}
