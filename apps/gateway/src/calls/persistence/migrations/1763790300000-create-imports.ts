import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = `'client-phones', 'client-email', 'card-total', 'user-roles'`;

/** Files of the bank's data that staff uploaded, and proposals to load them; the audit trail by who. */
export class CreateImports1763790300000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE admin_imports (
        id uuid PRIMARY KEY,
        kind varchar(32) NOT NULL,
        format varchar(8) NOT NULL,
        on_error varchar(8) NOT NULL,
        bytes bigint NOT NULL CHECK (bytes > 0),
        sha256 char(64) NOT NULL,
        confirm boolean NOT NULL,
        begun_by varchar(200) NOT NULL,
        begun_by_name varchar(200) NOT NULL,
        begun_at timestamptz NOT NULL DEFAULT now(),
        -- Loaded or refused: nothing happens with it any more.
        ended_at timestamptz
      )`);
    await queryRunner.query('CREATE INDEX admin_imports_newest ON admin_imports (begun_at DESC, id DESC)');
    await queryRunner.query('CREATE INDEX admin_proposals_subject ON admin_proposals (subject_id, proposed_at)');
    await allowKinds(queryRunner, `${KINDS}, 'import'`);
    // What staff did is looked for by who; what callers were given, by far the most, by its call.
    await queryRunner.query(
      `CREATE INDEX audit_trail_staff ON audit_trail (actor, at) WHERE actor NOT LIKE 'caller:%'`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DELETE FROM admin_proposals WHERE kind = 'import'`);
    await allowKinds(queryRunner, KINDS);
    await queryRunner.query('DROP INDEX audit_trail_staff');
    await queryRunner.query('DROP INDEX admin_proposals_subject');
    await queryRunner.query('DROP TABLE admin_imports');
  }
}

async function allowKinds(queryRunner: QueryRunner, kinds: string): Promise<void> {
  await queryRunner.query('ALTER TABLE admin_proposals DROP CONSTRAINT admin_proposals_kind_check');
  await queryRunner.query(
    `ALTER TABLE admin_proposals ADD CONSTRAINT admin_proposals_kind_check CHECK (kind IN (${kinds}))`,
  );
}
