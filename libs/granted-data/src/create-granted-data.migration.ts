import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables behind {@link GrantedData}; the first migration of every service that holds clients' data. */
export class CreateGrantedData1763769600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE revoked_calls (
        call_id uuid PRIMARY KEY,
        until timestamptz NOT NULL
      )`);
    await queryRunner.query('CREATE INDEX revoked_calls_until ON revoked_calls (until)');
    // One row: the key can only be true.
    await queryRunner.query(`
      CREATE TABLE data_as_of (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        as_of timestamptz NOT NULL
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE data_as_of');
    await queryRunner.query('DROP TABLE revoked_calls');
  }
}
