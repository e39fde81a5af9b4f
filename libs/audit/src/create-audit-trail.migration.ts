import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The table behind {@link AuditTrail}; the service's own role may add and read, and nothing else (S33). */
export class CreateAuditTrail1763790000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE audit_trail (
        lane smallint NOT NULL CHECK (lane > 0),
        seq bigint NOT NULL CHECK (seq > 0),
        at timestamptz NOT NULL,
        actor text NOT NULL,
        action text NOT NULL,
        subject text NOT NULL,
        reason text,
        details json NOT NULL,
        mac bytea NOT NULL CHECK (length(mac) = 32),
        PRIMARY KEY (lane, seq)
      )`);
    await queryRunner.query('CREATE INDEX audit_trail_subject ON audit_trail (subject, at)');
    await queryRunner.query('CREATE INDEX audit_trail_at ON audit_trail (at)');
    const [schema] = (await queryRunner.query('SELECT current_schema() AS name')) as { name: string }[];
    await queryRunner.query(`REVOKE UPDATE, DELETE, TRUNCATE ON audit_trail FROM "${schema?.name ?? ''}"`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE audit_trail');
  }
}
