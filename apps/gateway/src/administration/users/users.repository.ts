import type { DataSource } from 'typeorm';
import type { Role } from '../routes/role.js';

/** A member of staff as the sign-in needs to know them. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly roles: Role[];
  readonly passwordHash: string;
  readonly totpSecret: Buffer;
  readonly isDisabled: boolean;
}

/** A member of staff as others see them. */
export interface ListedUser {
  readonly userId: string;
  readonly name: string;
  readonly roles: Role[];
  readonly isDisabled: boolean;
  readonly createdAt: Date;
}

const SEEN = `id AS "userId", name, roles, disabled_at IS NOT NULL AS "isDisabled", created_at AS "createdAt"`;

/** Members of staff as rows. */
export class UsersRepository {
  constructor(private readonly dataSource: DataSource) {}

  async named(name: string): Promise<User | undefined> {
    return this.one('name = $1', name);
  }

  async byId(id: string): Promise<User | undefined> {
    return this.one('id = $1', id);
  }

  async list(): Promise<ListedUser[]> {
    return this.dataSource.query(`SELECT ${SEEN} FROM admin_users ORDER BY name LIMIT 1000`);
  }

  async find(userId: string): Promise<ListedUser | undefined> {
    const [row] = await this.dataSource.query<ListedUser[]>(`SELECT ${SEEN} FROM admin_users WHERE id = $1`, [userId]);
    return row;
  }

  /** @returns false when there is a user of that name. */
  async add(user: Omit<User, 'isDisabled'> & { isSample: boolean; createdBy: string }): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      `INSERT INTO admin_users (id, name, roles, is_sample, password_hash, totp_secret, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name) DO NOTHING RETURNING id`,
      [user.id, user.name, user.roles, user.isSample, user.passwordHash, user.totpSecret, user.createdBy],
    );
    return rows.length === 1;
  }

  /** A code is good once: takes the half minute it belongs to. @returns false when a code of it, or a later one, was used. */
  async takeCode(userId: string, step: number): Promise<boolean> {
    return this.changed(
      'UPDATE admin_users SET totp_last_step = $2 WHERE id = $1 AND totp_last_step < $2 RETURNING id',
      [userId, step],
    );
  }

  async setPassword(userId: string, passwordHash: string): Promise<void> {
    await this.changed('UPDATE admin_users SET password_hash = $2 WHERE id = $1 RETURNING id', [userId, passwordHash]);
  }

  /** New password and new secret, for who lost the old ones. @returns false when there is no such user. */
  async reset(name: string, passwordHash: string, totpSecret: Buffer): Promise<boolean> {
    return this.changed(
      `UPDATE admin_users SET password_hash = $2, totp_secret = $3, totp_last_step = 0, disabled_at = NULL
       WHERE name = $1 RETURNING id`,
      [name, passwordHash, totpSecret],
    );
  }

  /** @returns false when the roles are no longer those of before. */
  async setRoles(userId: string, before: readonly Role[], after: readonly Role[]): Promise<boolean> {
    return this.changed('UPDATE admin_users SET roles = $3 WHERE id = $1 AND roles IN ($2, $3) RETURNING id', [
      userId,
      before,
      after,
    ]);
  }

  /** Nobody signs in with this name any more, and whoever is signed in is out. @returns false when there is no such user. */
  async disable(userId: string): Promise<boolean> {
    return this.changed(
      'UPDATE admin_users SET disabled_at = COALESCE(disabled_at, now()) WHERE id = $1 RETURNING id',
      [userId],
    );
  }

  /** Whether there are users of a copy of the demo. */
  async hasSamples(): Promise<boolean> {
    const [row] = await this.dataSource.query<{ found: boolean }[]>(
      'SELECT EXISTS (SELECT FROM admin_users WHERE is_sample AND disabled_at IS NULL) AS found',
    );
    return row?.found ?? false;
  }

  private async one(condition: string, value: string): Promise<User | undefined> {
    const [row] = await this.dataSource.query<User[]>(
      `SELECT id, name, roles, password_hash AS "passwordHash", totp_secret AS "totpSecret",
              disabled_at IS NOT NULL AS "isDisabled"
       FROM admin_users WHERE ${condition}`,
      [value],
    );
    return row;
  }

  /** TypeORM returns rows and count of an UPDATE as a pair. */
  private async changed(statement: string, parameters: unknown[]): Promise<boolean> {
    const [rows] = await this.dataSource.query<[unknown[], number]>(statement, parameters);
    return rows.length === 1;
  }
}
