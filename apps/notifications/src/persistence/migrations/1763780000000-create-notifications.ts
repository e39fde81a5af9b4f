import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where clients' e-mails go, and every e-mail that was promised. */
export class CreateNotifications1763780000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE recipients (
        id uuid PRIMARY KEY,
        name varchar(200) NOT NULL,
        email varchar(254),
        email_undeliverable boolean NOT NULL,
        -- The address a mail server refused: it counts as long as it is the registered one.
        bounced_email varchar(254),
        sealed_password bytea,
        follow_up_since timestamptz
      )`);
    await queryRunner.query(`
      CREATE TABLE deliveries (
        id uuid PRIMARY KEY,
        command_id uuid NOT NULL UNIQUE,
        client_id uuid NOT NULL,
        call_id uuid NOT NULL,
        kind varchar NOT NULL CHECK (kind IN ('statement', 'transaction-list')),
        -- What makes two requests the same: the currency, or the card.
        item varchar(36) NOT NULL,
        language char(2) NOT NULL,
        export_id uuid NOT NULL,
        export_expires_at timestamptz NOT NULL,
        accepted_at timestamptz NOT NULL DEFAULT now(),
        bank_date date NOT NULL,
        priority smallint NOT NULL,
        state varchar NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'sent', 'unknown', 'dead')),
        attempts smallint NOT NULL DEFAULT 0,
        takings integer NOT NULL DEFAULT 0,
        times_uncertain smallint NOT NULL DEFAULT 0,
        lease_until timestamptz,
        next_attempt_at timestamptz DEFAULT now(),
        sent_at timestamptz,
        last_reply varchar(300),
        CONSTRAINT deliveries_leased CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
        CONSTRAINT deliveries_sent CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
        CONSTRAINT deliveries_due CHECK (state <> 'queued' OR next_attempt_at IS NOT NULL)
      )`);
    await queryRunner.query('CREATE INDEX deliveries_client ON deliveries (client_id, accepted_at)');
    await queryRunner.query('CREATE INDEX deliveries_newest ON deliveries (accepted_at DESC, id DESC)');
    await queryRunner.query(
      "CREATE INDEX deliveries_unfinished ON deliveries (state, accepted_at DESC, id DESC) WHERE state <> 'sent'",
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE deliveries');
    await queryRunner.query('DROP TABLE recipients');
  }
}
