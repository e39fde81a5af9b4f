import { CallGrantsRevoked } from '#libs/contracts';
import { tell } from '#libs/messaging';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DataSource } from 'typeorm';

/** The end of calls: their grants open nothing any more (S18). */
export class CallsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly bus: NatsConnection,
    private readonly grantMinutes: number,
  ) {}

  /** Marks the call over, so that nothing is verified in it again, and tells the data services. Twice is harmless. */
  async end(callId: string): Promise<void> {
    const [row] = await this.dataSource.query<{ until: Date }[]>(
      `INSERT INTO calls AS known (call_id, ended_at) VALUES ($1, now())
       ON CONFLICT (call_id) DO UPDATE SET ended_at = coalesce(known.ended_at, EXCLUDED.ended_at)
       RETURNING ended_at + make_interval(mins => $2::int) AS until`,
      [callId, this.grantMinutes],
    );
    if (!row) throw new Error('a call gave no row');
    tell(this.bus, CallGrantsRevoked, { callId, until: row.until.toISOString() });
  }
}
