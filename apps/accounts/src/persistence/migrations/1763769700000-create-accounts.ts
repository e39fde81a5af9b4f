import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts with their holders and balances, and the movements on them. */
export class CreateAccounts1763769700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE accounts (
        id uuid PRIMARY KEY,
        number varchar(41) NOT NULL,
        holder_client_ids uuid[] NOT NULL CHECK (cardinality(holder_client_ids) > 0),
        type varchar NOT NULL CHECK (type IN ('current', 'savings', 'deposit', 'loan')),
        status varchar NOT NULL CHECK (status IN ('open', 'closed')),
        currency char(3) NOT NULL,
        opened_date date NOT NULL,
        booked_balance_minor bigint NOT NULL,
        available_balance_minor bigint NOT NULL
      )`);
    await queryRunner.query('CREATE INDEX accounts_holders ON accounts USING gin (holder_client_ids)');
    // In the order of the feed: of two movements on the same day the one with the larger number is the later.
    await queryRunner.query(`
      CREATE TABLE account_transactions (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        date date NOT NULL,
        imported_no bigint GENERATED ALWAYS AS IDENTITY,
        amount_minor bigint NOT NULL,
        description varchar(500) NOT NULL
      )`);
    await queryRunner.query(
      'CREATE INDEX account_transactions_account ON account_transactions (account_id, date, imported_no)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE account_transactions');
    await queryRunner.query('DROP TABLE accounts');
  }
}
