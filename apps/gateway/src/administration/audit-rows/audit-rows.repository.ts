import type { DataSource } from 'typeorm';

/** Which rows of the audit trail are looked for. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  /** Or the beginning of it, up to a dot. */
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A row as staff see it. */
export interface SeenAuditRow {
  readonly lane: number;
  readonly seq: number;
  /** To the microsecond. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly reason: string | null;
  readonly outcome: string | null;
  readonly details: Record<string, unknown>;
}

/** A place in the list: rows of several lanes may have one time. */
export type AuditPlace = Pick<SeenAuditRow, 'at' | 'lane' | 'seq'>;

/** Reads the audit trail; nothing here can change it. */
export class AuditRows {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first. */
  async list(filter: AuditFilter, limit: number, after: AuditPlace | undefined): Promise<SeenAuditRow[]> {
    const conditions: string[] = [];
    const values: unknown[] = [];
    const where = (condition: (...places: string[]) => string, ...given: unknown[]) => {
      if (given.some((value) => value === undefined)) return;
      const places = given.map((value) => `$${values.push(value)}`);
      conditions.push(condition(...places));
    };
    // Only what is asked for is compared, so that the index of it is used.
    where((place) => `actor = ${place} AND actor NOT LIKE 'caller:%'`, filter.actor);
    where(
      (exact, begins) => `(action = ${exact} OR action LIKE ${begins})`,
      filter.action,
      filter.action && `${filter.action}.%`,
    );
    where((place) => `subject = ${place}`, filter.subject);
    where((place) => `at >= ${place}`, filter.from);
    where((place) => `at < ${place}`, filter.to);
    where((at, lane, seq) => `(at, lane, seq) < (${at}, ${lane}, ${seq})`, after?.at, after?.lane, after?.seq);
    return this.dataSource.query(
      `SELECT lane, seq::float8 AS seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') AS at,
              actor, action, subject, reason, details ->> 'outcome' AS outcome, details
       FROM audit_trail ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
       ORDER BY audit_trail.at DESC, lane DESC, seq DESC LIMIT ${limit}`,
      values,
    );
  }
}
