import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Statements kept ready for an e-mail after their call is over. */
export class CreateStatementExports1763779700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE statement_exports (
        id uuid PRIMARY KEY,
        command_id uuid NOT NULL UNIQUE,
        client_id uuid NOT NULL,
        period_start date NOT NULL,
        period_end date NOT NULL,
        -- Movements imported after the export was opened have a larger number and are not part of it.
        last_imported_no bigint NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await queryRunner.query('CREATE INDEX statement_exports_expiry ON statement_exports (expires_at)');
    await queryRunner.query(`
      CREATE TABLE statement_export_accounts (
        export_id uuid NOT NULL REFERENCES statement_exports ON DELETE CASCADE,
        position smallint NOT NULL,
        account_id uuid NOT NULL,
        booked_balance_minor bigint NOT NULL,
        PRIMARY KEY (export_id, account_id)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE statement_export_accounts');
    await queryRunner.query('DROP TABLE statement_exports');
  }
}
