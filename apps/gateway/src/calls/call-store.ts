import { asParameter, type AuditEntry, AuditTrail, AuditUnwritable, insertRows, NoLane } from '#libs/audit';
import { prepared } from '#libs/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { CallOutcome, CallState } from '../call-flow/call-state.js';
import type { StepNote } from '../call-flow/step.js';
import type { ProviderName } from '../telephony/telephony-provider.js';
import type { CallEntity } from './persistence/call.entity.js';

/** A call as its row has it; a state that was not written by this version may be anything. */
export type StoredCall = Pick<
  CallEntity,
  'callId' | 'step' | 'token' | 'lastToken' | 'lastEvent' | 'answer' | 'flowVersion' | 'endedAt'
> & {
  state: unknown;
  /** Staff asked for its end: the next step says goodbye. */
  isToEnd: boolean;
};

/** What a step leaves behind, written in one statement. */
export interface SavedStep {
  callId: string;
  /** The step the event was taken at; the row must still be there. */
  step: number;
  state: CallState;
  /** The token of the event that comes next. */
  token: string;
  event: Buffer;
  answer: string;
  /** How long the call is kept without hearing of it, in milliseconds. */
  keepMs: number;
  outcome: CallOutcome | undefined;
  notes: readonly StepNote[];
}

const COLUMNS = `call_id AS "callId", step, state, token, last_token AS "lastToken", last_event AS "lastEvent", answer,
  flow_version AS "flowVersion", ended_at AS "endedAt", end_requested_at IS NOT NULL AS "isToEnd"`;

const NOTES = `jsonb_to_recordset($1::jsonb) AS note(event text, place text, intent text, outcome text)`;

const moving = (audited: string) => `
  WITH moved AS (
    UPDATE calls SET step = step + 1, state = $5, last_token = token, token = $6, last_event = $7, answer = $8,
                     expires_at = now() + $9 * interval '1 millisecond', outcome = $10
    WHERE call_id = $2 AND step = $3 AND token = $4 AND ended_at IS NULL
    RETURNING call_id, step
  ), logged AS (
    INSERT INTO call_log (call_id, step, at, event, place, intent, outcome)
    SELECT call_id, step, now(), event, place, intent, note.outcome FROM moved, ${NOTES}
  )${audited}
  SELECT step FROM moved`;
const MOVE = moving('');
const MOVE_AUDITED = moving(`, audited AS (${insertRows('$11', 'moved')})`);

/** The rows of calls. Every change names the step it starts from and happens once or not at all (S30). */
@Injectable()
export class CallStore {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
  ) {}

  async find(provider: ProviderName, providerCallId: string): Promise<StoredCall | undefined> {
    const rows = await this.query<StoredCall>(
      'find-call',
      `SELECT ${COLUMNS} FROM calls WHERE provider = $1 AND provider_call_id = $2`,
      [provider, providerCallId],
    );
    return rows[0];
  }

  /** How many calls of each provider are not over. */
  async underWay(): Promise<{ provider: ProviderName; calls: number }[]> {
    return this.dataSource.query(
      'SELECT provider, count(*)::int AS calls FROM calls WHERE ended_at IS NULL GROUP BY provider',
    );
  }

  /**
   * Writes a new call with its first answer.
   * @returns false when the provider's call has a row already: another delivery of the same webhook was first.
   */
  async open(
    call: { provider: ProviderName; providerCallId: string; callerNumber: string; flowVersion: string },
    saved: SavedStep,
  ): Promise<boolean> {
    const rows = await this.query(
      'open-call',
      `WITH opened AS (
         INSERT INTO calls (call_id, provider, provider_call_id, caller_number, step, state, token, last_event, answer,
                            flow_version, expires_at, outcome, started_at)
         VALUES ($2, $3, $4, $5, 1, $6, $7, $8, $9, $10, now() + $11 * interval '1 millisecond', $12, now())
         ON CONFLICT (provider, provider_call_id) DO NOTHING
         RETURNING call_id, step
       ), logged AS (
         INSERT INTO call_log (call_id, step, at, event, place, intent, outcome)
         SELECT call_id, step, now(), event, place, intent, note.outcome FROM opened, ${NOTES}
       )
       SELECT step FROM opened`,
      [
        JSON.stringify(saved.notes),
        saved.callId,
        call.provider,
        call.providerCallId,
        call.callerNumber,
        JSON.stringify(saved.state),
        saved.token,
        saved.event,
        saved.answer,
        call.flowVersion,
        saved.keepMs,
        saved.outcome ?? null,
      ],
    );
    return rows.length === 1;
  }

  /**
   * Moves a call by one step, and writes what must stand in the audit trail before the step is answered: both or neither.
   * @returns false when it is no longer where the step began, or over.
   * @throws AuditUnwritable when the database refuses a step with entries.
   */
  async move(saved: SavedStep, from: { token: string }, entries: readonly AuditEntry[] = []): Promise<boolean> {
    if (entries.length === 0) return this.moveWith('move-call', MOVE, saved, from, []);
    try {
      return await this.audit.with(entries, async (rows) => {
        const moved = await this.moveWith('move-call-audited', MOVE_AUDITED, saved, from, [asParameter(rows)]);
        return { appended: moved, result: moved };
      });
    } catch (cause) {
      throw databaseRefused(cause) ? new AuditUnwritable('a step could not be written down', { cause }) : cause;
    }
  }

  private async moveWith(
    name: string,
    text: string,
    saved: SavedStep,
    from: { token: string },
    more: readonly string[],
  ): Promise<boolean> {
    const rows = await this.query(name, text, [
      JSON.stringify(saved.notes),
      saved.callId,
      saved.step,
      from.token,
      JSON.stringify(saved.state),
      saved.token,
      saved.event,
      saved.answer,
      saved.keepMs,
      saved.outcome ?? null,
      ...more,
    ]);
    return rows.length === 1;
  }

  /**
   * Ends a call; what was known of the client is dropped with it.
   * @returns how long it lasted in milliseconds, or undefined when it moved on meanwhile or is over already.
   */
  async end(
    call: { callId: string; step: number },
    outcome: CallOutcome,
    notes: readonly StepNote[],
  ): Promise<number | undefined> {
    const rows = await this.query<{ lastedMs: number }>(
      'end-call',
      `WITH ended AS (
         UPDATE calls SET ended_at = now(), outcome = $4, state = NULL, answer = NULL
         WHERE call_id = $2 AND step = $3 AND ended_at IS NULL
         RETURNING call_id, step, started_at
       ), logged AS (
         INSERT INTO call_log (call_id, step, at, event, place, intent, outcome)
         SELECT call_id, step, now(), event, place, intent, note.outcome FROM ended, ${NOTES}
       )
       SELECT (extract(epoch FROM now() - started_at) * 1000)::int AS "lastedMs" FROM ended`,
      [JSON.stringify(notes), call.callId, call.step, outcome],
    );
    return rows[0]?.lastedMs;
  }

  /** Calls nobody was heard of for too long, oldest first. */
  async overdue(limit: number): Promise<{ provider: ProviderName; providerCallId: string }[]> {
    return this.query(
      'overdue-calls',
      `SELECT provider, provider_call_id AS "providerCallId" FROM calls
       WHERE ended_at IS NULL AND expires_at < now() ORDER BY started_at LIMIT $1`,
      [limit],
    );
  }

  /**
   * One statement. On a connection that broke it is tried again: should the first one have been committed after all, a
   * conditional change finds nothing to do and the caller reads what was stored (F10).
   */
  private async query<Row extends object = { step: number }>(
    name: string,
    sql: string,
    parameters: unknown[],
  ): Promise<Row[]> {
    const run = () => prepared<Row>(this.dataSource, name, sql, parameters);
    for (const pauseMs of PAUSES_MS) {
      try {
        return await run();
      } catch (error) {
        if (!connectionBroke(error)) throw error;
        await sleep(pauseMs);
      }
    }
    return run();
  }
}

/** When all connections were cut at once, the pool needs a moment to notice that the others are gone too; milliseconds. */
const PAUSES_MS = [10, 50, 200];

/** The server ended the connection (57P01 to 57P03), or it was cut. Not: time-outs, and no server at all. */
function connectionBroke(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/^(57P0[123]|08\d{3}|ECONNRESET|EPIPE)$/.test(code)) return true;
  // The pool calls a connection that did not come in time "terminated" too.
  return /^Connection terminated(?! due to connection timeout)/.test(error.message);
}

/** The database answered, and said no; not: it is away or silent, which the next statement would only wait for again. */
function databaseRefused(error: unknown): boolean {
  if (error instanceof NoLane) return true;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return /^[0-9A-Z]{5}$/.test(error.code) && !connectionBroke(error);
}
