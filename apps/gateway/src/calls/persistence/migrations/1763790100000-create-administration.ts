import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Members of staff, their sessions, what they asked for, what they proposed, and what they set. */
export class CreateAdministration1763790100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...STAFF, ...CHANGES, ...CALLS]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX calls_newest');
    await queryRunner.query('ALTER TABLE calls DROP COLUMN end_requested_at');
    await queryRunner.query(
      'DROP TABLE setting_versions, admin_proposals, admin_requests, admin_sessions, admin_sign_ins, admin_users',
    );
  }
}

const STAFF = [
  `CREATE TABLE admin_users (
    id uuid PRIMARY KEY,
    name varchar(64) NOT NULL UNIQUE CHECK (name = lower(name)),
    roles varchar[] NOT NULL CHECK (
      cardinality(roles) > 0 AND roles <@ ARRAY['viewer', 'operator', 'security', 'administrator']::varchar[]),
    -- Of a copy of the demo: production does not start while there is one.
    is_sample boolean NOT NULL,
    password_hash varchar NOT NULL,
    -- Encrypted with a key that is not in the database.
    totp_secret bytea NOT NULL,
    -- The half minute of the last code that was accepted: none is accepted twice.
    totp_last_step bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by varchar(200) NOT NULL,
    disabled_at timestamptz
  )`,
  // By a keyed digest of the name that was typed, whether or not there is such a user: a lock tells nothing.
  `CREATE TABLE admin_sign_ins (
    name_digest bytea PRIMARY KEY,
    failures smallint NOT NULL,
    locked_until timestamptz,
    last_at timestamptz NOT NULL
  )`,
  `CREATE TABLE admin_sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES admin_users,
    began_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    refresh_digest bytea NOT NULL UNIQUE,
    ended_at timestamptz
  )`,
  'CREATE INDEX admin_sessions_user ON admin_sessions (user_id)',
];

const CHANGES = [
  `CREATE TABLE admin_requests (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL,
    begun_at timestamptz NOT NULL,
    status smallint,
    answer jsonb
  )`,
  'CREATE INDEX admin_requests_age ON admin_requests (begun_at)',
  `CREATE TABLE admin_proposals (
    id uuid PRIMARY KEY,
    kind varchar NOT NULL CHECK (kind IN ('client-phones', 'client-email', 'card-total', 'user-roles')),
    subject_id uuid NOT NULL,
    change jsonb NOT NULL,
    reason varchar(500) NOT NULL,
    state varchar NOT NULL DEFAULT 'pending'
      CHECK (state IN ('pending', 'approved', 'applied', 'failed', 'rejected', 'withdrawn')),
    proposed_by varchar(200) NOT NULL,
    proposed_by_name varchar(200) NOT NULL,
    proposed_at timestamptz NOT NULL DEFAULT now(),
    decided_by varchar(200),
    decided_by_name varchar(200),
    decided_at timestamptz,
    outcome varchar(500),
    -- The one thing this table is for (S34): whoever proposes does not approve.
    CONSTRAINT admin_proposals_two_persons CHECK (state NOT IN ('approved', 'applied') OR decided_by <> proposed_by)
  )`,
  'CREATE INDEX admin_proposals_newest ON admin_proposals (proposed_at DESC, id DESC)',
  // Of several open proposals about one thing the second would be decided on what is no longer so.
  `CREATE UNIQUE INDEX admin_proposals_open ON admin_proposals (kind, subject_id) WHERE state IN ('pending', 'approved')`,
  `CREATE TABLE setting_versions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name varchar(64) NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    value jsonb NOT NULL,
    made_by varchar(200) NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (name, version)
  )`,
  // A version is never changed: what was set when can be told later.
  'REVOKE UPDATE, DELETE, TRUNCATE ON setting_versions FROM gateway',
];

const CALLS = [
  // Staff asked for its end: the next step hangs up.
  'ALTER TABLE calls ADD COLUMN end_requested_at timestamptz',
  'CREATE INDEX calls_newest ON calls (started_at DESC, call_id DESC)',
];
