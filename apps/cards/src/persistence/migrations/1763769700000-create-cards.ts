import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cards without their numbers, and what happened on them. */
export class CreateCards1763769700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE cards (
        id uuid PRIMARY KEY,
        client_id uuid NOT NULL,
        kind varchar NOT NULL CHECK (kind IN ('credit', 'debit')),
        status varchar NOT NULL CHECK (status IN ('active', 'blocked', 'inactive', 'closed')),
        supplementary boolean NOT NULL,
        last_four char(4) NOT NULL,
        active_from date,
        expiry_month char(7) NOT NULL,
        linked_account_ids uuid[] NOT NULL,
        currency char(3),
        approved_limit_minor bigint,
        available_limit_minor bigint,
        statement_balance_minor bigint,
        statement_paid_minor bigint,
        minimum_payment_minor bigint,
        last_cut_date date,
        due_date date,
        CONSTRAINT cards_terms_whole CHECK (
          num_nulls(currency, approved_limit_minor, available_limit_minor, statement_balance_minor,
                    statement_paid_minor, last_cut_date) IN (0, 6))
      )`);
    await queryRunner.query('CREATE INDEX cards_client ON cards (client_id)');
    await queryRunner.query(`
      CREATE TABLE card_transactions (
        id uuid PRIMARY KEY,
        card_id uuid NOT NULL,
        date date NOT NULL,
        imported_no bigint GENERATED ALWAYS AS IDENTITY,
        amount_minor bigint NOT NULL,
        currency char(3) NOT NULL,
        description varchar(500) NOT NULL,
        state varchar NOT NULL CHECK (state IN ('pending', 'posted', 'voided'))
      )`);
    // The newest posted one is the first of this index: a card with a hundred thousand purchases is as fast as any.
    await queryRunner.query(`
      CREATE INDEX card_transactions_posted ON card_transactions (card_id, date DESC, imported_no DESC)
      WHERE state = 'posted'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE card_transactions');
    await queryRunner.query('DROP TABLE cards');
  }
}
