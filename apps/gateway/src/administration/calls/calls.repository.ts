import type { DataSource } from 'typeorm';
import type { TimedPlace } from '../routes/paging.js';

/** What calls are looked for. */
export interface CallFilter {
  readonly isLive?: boolean | undefined;
  readonly outcome?: string | undefined;
  readonly provider?: string | undefined;
  readonly callerNumber?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A call as staff see it; nothing that was keyed in is anywhere in it. */
export interface ListedCall {
  readonly callId: string;
  readonly provider: string;
  readonly callerNumber: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly outcome: string | null;
  readonly isEnding: boolean;
  readonly steps: number;
  /** Of a call under way. */
  readonly place: string | null;
  readonly language: string | null;
  readonly level: string | null;
  /** Its place in the list. */
  readonly at: string;
}

/** One line of what happened in a call. */
export interface TimeLineEntry {
  readonly at: Date;
  readonly step: number;
  readonly event: string;
  readonly place: string;
  readonly intent: string | null;
  readonly outcome: string | null;
}

const SEEN = `call_id AS "callId", provider, caller_number AS "callerNumber", started_at AS "startedAt", ended_at AS "endedAt",
  outcome, end_requested_at IS NOT NULL AND ended_at IS NULL AS "isEnding", step AS steps, state ->> 'place' AS place,
  state ->> 'language' AS language, state #>> '{verified,level}' AS level,
  to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') AS at`;

/** Longest time line answered; longer calls have gone astray, and their beginning tells why. */
const MOST_ENTRIES = 1_000;

/** Reads calls for staff, and notes that one is to end. */
export class CallsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first. */
  async list(filter: CallFilter, limit: number, after: TimedPlace | undefined): Promise<ListedCall[]> {
    return this.dataSource.query(
      `SELECT ${SEEN} FROM calls
       WHERE ($1::boolean IS NULL OR (ended_at IS NULL) = $1)
         AND ($2::text IS NULL OR outcome = $2) AND ($3::text IS NULL OR provider = $3)
         AND ($4::text IS NULL OR caller_number = $4)
         AND ($5::timestamptz IS NULL OR started_at >= $5) AND ($6::timestamptz IS NULL OR started_at < $6)
         AND ($7::timestamptz IS NULL OR (started_at, call_id) < ($7, $8::uuid))
       ORDER BY started_at DESC, call_id DESC LIMIT $9`,
      [
        filter.isLive ?? null,
        filter.outcome ?? null,
        filter.provider ?? null,
        filter.callerNumber ?? null,
        filter.from ?? null,
        filter.to ?? null,
        after?.at ?? null,
        after?.id ?? null,
        limit,
      ],
    );
  }

  async find(callId: string): Promise<ListedCall | undefined> {
    const [row] = await this.dataSource.query<ListedCall[]>(`SELECT ${SEEN} FROM calls WHERE call_id = $1`, [callId]);
    return row;
  }

  /** From the beginning. */
  async timeLine(callId: string): Promise<TimeLineEntry[]> {
    return this.dataSource.query(
      `SELECT at, step, event, place, intent, outcome FROM call_log WHERE call_id = $1 ORDER BY id LIMIT ${MOST_ENTRIES}`,
      [callId],
    );
  }

  /** The next step of the call says goodbye. @returns whether it is under way. */
  async requestEnd(callId: string): Promise<boolean> {
    const [rows] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE calls SET end_requested_at = coalesce(end_requested_at, now())
       WHERE call_id = $1 AND ended_at IS NULL RETURNING call_id`,
      [callId],
    );
    return rows.length === 1;
  }

  /** Calls of a time, hour by hour. */
  async perHour(from: string, to: string): Promise<{ hour: Date; calls: number; contained: number }[]> {
    return this.dataSource.query(
      `SELECT date_trunc('hour', started_at) AS hour, count(*)::int AS calls,
              (count(*) FILTER (WHERE ended_at IS NOT NULL AND outcome NOT IN ('transferred', 'callback')))::int AS contained
       FROM calls WHERE started_at >= $1 AND started_at < $2 GROUP BY 1 ORDER BY 1`,
      [from, to],
    );
  }

  /** How calls of a time ended. */
  async outcomes(from: string, to: string): Promise<{ outcome: string; calls: number }[]> {
    return this.dataSource.query(
      `SELECT outcome, count(*)::int AS calls FROM calls
       WHERE started_at >= $1 AND started_at < $2 AND ended_at IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1`,
      [from, to],
    );
  }

  /** Where callers of a time were when they hung up. */
  async leftAt(from: string, to: string): Promise<{ place: string; calls: number }[]> {
    return this.dataSource.query(
      `SELECT place, count(*)::int AS calls FROM call_log JOIN calls USING (call_id)
       WHERE started_at >= $1 AND started_at < $2 AND event = 'end' AND call_log.outcome = 'caller_hangup'
       GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50`,
      [from, to],
    );
  }

  /** Verifications of a time, by what came of them. */
  async verifications(from: string, to: string): Promise<{ outcome: string; count: number }[]> {
    return this.dataSource.query(
      `SELECT call_log.outcome, count(*)::int AS count FROM call_log JOIN calls USING (call_id)
       WHERE started_at >= $1 AND started_at < $2 AND event = 'verification' AND call_log.outcome IS NOT NULL
       GROUP BY 1 ORDER BY 1`,
      [from, to],
    );
  }
}
