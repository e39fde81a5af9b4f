import { Inject, Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import { DataSource } from 'typeorm';

/** One in a hundred million is taken at the first complaint, one in a hundred at the millionth. */
const MOST_TRIES = 5;

/** Complaints that were announced, each under a reference of eight random digits (requirements 6.3, D41). */
@Injectable()
export class Complaints {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Opens a complaint; the same step of the same call gets the reference it got before. */
  async open(complaint: { callId: string; step: number; callerNumber: string }): Promise<string> {
    for (let tries = 1; ; tries += 1) {
      const reference = String(randomInt(100_000_000)).padStart(8, '0');
      try {
        const rows = await this.dataSource.query<{ reference: string }[]>(
          `INSERT INTO complaints (reference, call_id, step, caller_number, opened_at, state)
           VALUES ($1, $2, $3, $4, now(), 'open')
           ON CONFLICT (call_id, step) DO UPDATE SET state = complaints.state
           RETURNING reference`,
          [reference, complaint.callId, complaint.step, complaint.callerNumber],
        );
        const [row] = rows;
        if (!row) throw new Error('the complaint was not stored');
        return row.reference;
      } catch (error) {
        if (tries === MOST_TRIES || !isTaken(error)) throw error;
      }
    }
  }
}

/** The reference is another complaint's (PostgreSQL: unique violation). */
function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}
