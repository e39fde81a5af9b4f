import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices that something on record was changed, and how long statements wait for a new address (S34). */
export class CreateNotices1763790200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE deliveries
        DROP CONSTRAINT deliveries_kind_check,
        ADD CONSTRAINT deliveries_kind_check
          CHECK (kind IN ('statement', 'transaction-list', 'email-changed', 'phones-changed')),
        -- Where a notice goes: the address on record when it was promised, whatever is on record since.
        ADD COLUMN to_address varchar(254),
        ALTER COLUMN call_id DROP NOT NULL,
        ALTER COLUMN export_id DROP NOT NULL,
        ADD CONSTRAINT deliveries_bring CHECK (
          CASE WHEN kind IN ('statement', 'transaction-list') THEN export_id IS NOT NULL AND call_id IS NOT NULL AND to_address IS NULL
               ELSE export_id IS NULL AND call_id IS NULL AND to_address IS NOT NULL END)`);
    await queryRunner.query('ALTER TABLE recipients ADD COLUMN email_changed_at timestamptz');
    // Whoever changes it, and however: an address that replaces another waits (S34). The first one a client has does not.
    await queryRunner.query(`
      CREATE FUNCTION note_changed_email() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.email_changed_at := now();
        RETURN NEW;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER recipients_email_changed BEFORE UPDATE OF email ON recipients FOR EACH ROW
      WHEN (OLD.email IS NOT NULL AND NEW.email IS NOT NULL AND NEW.email <> OLD.email)
      EXECUTE FUNCTION note_changed_email()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER recipients_email_changed ON recipients');
    await queryRunner.query('DROP FUNCTION note_changed_email');
    await queryRunner.query('ALTER TABLE recipients DROP COLUMN email_changed_at');
    await queryRunner.query("DELETE FROM deliveries WHERE kind IN ('email-changed', 'phones-changed')");
    await queryRunner.query(`
      ALTER TABLE deliveries
        DROP CONSTRAINT deliveries_bring,
        DROP CONSTRAINT deliveries_kind_check,
        ADD CONSTRAINT deliveries_kind_check CHECK (kind IN ('statement', 'transaction-list')),
        DROP COLUMN to_address,
        ALTER COLUMN call_id SET NOT NULL,
        ALTER COLUMN export_id SET NOT NULL`);
  }
}
