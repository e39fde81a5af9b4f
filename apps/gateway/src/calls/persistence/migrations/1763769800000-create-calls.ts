import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calls under way and ended, what happened in them, complaints, and the flows that calls began with. */
export class CreateCalls1763769800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE calls (
        call_id uuid PRIMARY KEY,
        provider text NOT NULL,
        provider_call_id text NOT NULL CHECK (length(provider_call_id) <= 200),
        caller_number text NOT NULL CHECK (length(caller_number) <= 200),
        step integer NOT NULL CHECK (step > 0),
        state jsonb,
        token text NOT NULL,
        last_token text,
        last_event bytea NOT NULL,
        answer text,
        flow_version text NOT NULL,
        expires_at timestamptz NOT NULL,
        outcome text,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        UNIQUE (provider, provider_call_id)
      ) WITH (fillfactor = 60)
    `);
    // A step changes no indexed column, so that PostgreSQL updates a call in place; hence no index on expires_at.
    await queryRunner.query(`CREATE INDEX calls_under_way ON calls (started_at) WHERE ended_at IS NULL`);
    await queryRunner.query(`
      CREATE TABLE call_log (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        call_id uuid NOT NULL,
        step integer NOT NULL,
        at timestamptz NOT NULL,
        event text NOT NULL,
        place text NOT NULL,
        intent text,
        outcome text
      )
    `);
    await queryRunner.query(`CREATE INDEX call_log_of_call ON call_log (call_id)`);
    await queryRunner.query(`
      CREATE TABLE complaints (
        reference char(8) PRIMARY KEY CHECK (reference ~ '^[0-9]{8}$'),
        call_id uuid NOT NULL,
        step integer NOT NULL,
        caller_number text NOT NULL,
        opened_at timestamptz NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'closed')),
        UNIQUE (call_id, step)
      )
    `);
    await queryRunner.query(`
      CREATE TABLE flows (
        version text PRIMARY KEY,
        document jsonb NOT NULL,
        first_used_at timestamptz NOT NULL
      )
    `);
    // What happened in a call is only ever added to.
    await queryRunner.query(`REVOKE UPDATE, DELETE ON call_log FROM gateway`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE flows, complaints, call_log, calls`);
  }
}
