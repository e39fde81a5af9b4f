import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists of transactions kept ready for an e-mail after their call is over. */
export class CreateTransactionExports1763779700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE transaction_exports (
        id uuid PRIMARY KEY,
        command_id uuid NOT NULL UNIQUE,
        client_id uuid NOT NULL,
        card_id uuid NOT NULL,
        last_cut_date date NOT NULL,
        -- Transactions imported after the export was opened have a larger number and are not part of it.
        last_imported_no bigint NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await queryRunner.query('CREATE INDEX transaction_exports_expiry ON transaction_exports (expires_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE transaction_exports');
  }
}
