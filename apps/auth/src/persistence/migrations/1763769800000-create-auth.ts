import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Clients and their numbers, cards as credentials, tries and locks, calls and attempts, and the audit trail. */
export class CreateAuth1763769800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...CLIENTS_AND_CARDS, ...CALLS_AND_ATTEMPTS, ...AUDIT]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE audit_entries, used_seals, suspensions, caller_numbers, verification_attempts, calls,
                 card_tries, pin_verifiers, cards, client_phones, clients`);
  }
}

const CLIENTS_AND_CARDS = [
  `CREATE TABLE clients (
    id uuid PRIMARY KEY,
    client_number char(9) NOT NULL UNIQUE,
    type varchar NOT NULL CHECK (type IN ('individual', 'business')),
    status varchar NOT NULL CHECK (status IN ('active', 'dormant', 'closed', 'deceased')),
    birth_date date
  )`,
  // changed_at is null for a number that came with the client's first record: nothing was changed then (D12).
  `CREATE TABLE client_phones (
    number varchar(16) NOT NULL,
    client_id uuid NOT NULL REFERENCES clients,
    changed_at timestamptz,
    PRIMARY KEY (number, client_id)
  )`,
  'CREATE INDEX client_phones_client ON client_phones (client_id)',
  `CREATE TABLE cards (
    id uuid PRIMARY KEY,
    client_id uuid NOT NULL REFERENCES clients,
    kind varchar NOT NULL CHECK (kind IN ('credit', 'debit')),
    status varchar NOT NULL CHECK (status IN ('active', 'blocked', 'inactive', 'closed')),
    supplementary boolean NOT NULL,
    active_from date,
    expiry_month char(7) NOT NULL,
    pan_token bytea NOT NULL UNIQUE CHECK (length(pan_token) = 32),
    last_four char(4) NOT NULL
  )`,
  'CREATE INDEX cards_client ON cards (client_id)',
  `CREATE TABLE pin_verifiers (
    card_id uuid PRIMARY KEY REFERENCES cards,
    algorithm varchar NOT NULL,
    cost smallint NOT NULL,
    pepper_version integer NOT NULL,
    verifier varchar NOT NULL,
    pin_version integer NOT NULL
  )`,
  // Apart from the card, so that an import can never touch a counter or a lock.
  `CREATE TABLE card_tries (
    card_id uuid PRIMARY KEY REFERENCES cards,
    consecutive smallint NOT NULL DEFAULT 0 CHECK (consecutive >= 0),
    total smallint NOT NULL DEFAULT 0 CHECK (total >= 0),
    locked_until timestamptz,
    series integer NOT NULL DEFAULT 0
  )`,
];

const CALLS_AND_ATTEMPTS = [
  `CREATE TABLE calls (
    call_id uuid PRIMARY KEY,
    client_id uuid,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
  )`,
  'CREATE INDEX calls_first_seen ON calls (first_seen_at)',
  `CREATE TABLE verification_attempts (
    command_id uuid PRIMARY KEY,
    call_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz,
    caller_number varchar(16),
    caller_number_class varchar NOT NULL CHECK (caller_number_class IN ('HIDDEN', 'UNREGISTERED', 'OWN', 'OTHER')),
    from_unregistered boolean NOT NULL,
    credential varchar NOT NULL CHECK (credential IN ('card', 'clientNumber')),
    pan_token bytea,
    card_id uuid,
    client_id uuid,
    state varchar NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed', 'closed')),
    reason varchar,
    outcome varchar CHECK (outcome IN ('verified', 'refused', 'closed', 'minor', 'ineligible')),
    attempts_left smallint,
    level varchar CHECK (level IN ('client_number', 'debit_card', 'credit_card')),
    items varchar[],
    only_card_id uuid,
    issued_at timestamptz,
    expires_at timestamptz,
    CONSTRAINT verification_attempts_answered CHECK ((state = 'pending') = (outcome IS NULL))
  )`,
  'CREATE INDEX verification_attempts_call ON verification_attempts (call_id)',
  'CREATE INDEX verification_attempts_number ON verification_attempts (caller_number, at)',
  `CREATE INDEX verification_attempts_unregistered ON verification_attempts (at)
   WHERE from_unregistered AND state IN ('pending', 'failed')`,
  `CREATE TABLE caller_numbers (
    caller_number varchar(16) PRIMARY KEY,
    blocked_until timestamptz,
    counted_since timestamptz
  )`,
  `CREATE TABLE suspensions (
    what varchar PRIMARY KEY CHECK (what = 'unregistered_numbers'),
    until timestamptz NOT NULL
  )`,
  `CREATE TABLE used_seals (
    mark bytea PRIMARY KEY,
    command_id uuid NOT NULL,
    expires_at timestamptz NOT NULL
  )`,
  'CREATE INDEX used_seals_expiry ON used_seals (expires_at)',
];

const AUDIT = [
  `CREATE TABLE audit_entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    event varchar NOT NULL,
    subject varchar NOT NULL,
    made_by varchar NOT NULL,
    details jsonb NOT NULL
  )`,
  // What was written there stays: the service's own role may add and read, nothing else.
  'REVOKE UPDATE, DELETE, TRUNCATE ON audit_entries FROM auth',
];
