import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Actor, Role } from '../routes/role.js';

/** A session nobody used for so long is over (S38). */
const IDLE = "interval '15 minutes'";
/** However busy, nobody stays signed in longer. */
const LONGEST = "interval '12 hours'";
const ALIVE = `ended_at IS NULL AND last_used_at > now() - ${IDLE} AND began_at > now() - ${LONGEST}`;
const REFRESH_BYTES = 32;

/** A session that was begun or prolonged. */
export interface Session {
  readonly actor: Actor & { readonly sessionId: string };
  /** Good once; stored as a digest alone. */
  readonly refreshToken: string;
}

interface Row {
  id: string;
  userId: string;
  name: string;
  roles: Role[];
}

/** Who is signed in. Roles are read with each request: one that is taken away is gone at once. */
export class Sessions {
  constructor(private readonly dataSource: DataSource) {}

  async begin(userId: string): Promise<Session | undefined> {
    const id = randomUUID();
    const refresh = randomBytes(REFRESH_BYTES);
    const rows = await this.dataSource.query<Row[]>(
      `WITH session AS (
         INSERT INTO admin_sessions (id, user_id, refresh_digest)
         SELECT $1, admin_users.id, $3 FROM admin_users WHERE admin_users.id = $2 AND disabled_at IS NULL
         RETURNING id, user_id
       )
       SELECT session.id, user_id AS "userId", name, roles FROM session JOIN admin_users ON admin_users.id = user_id`,
      [id, userId, digestOf(refresh)],
    );
    return sessionOf(rows[0], refresh);
  }

  /** The session goes on, with a new refresh token; the old one is used up. Undefined when it is over or was used before. */
  async refresh(token: string): Promise<Session | undefined> {
    const refresh = randomBytes(REFRESH_BYTES);
    const [rows] = await this.dataSource.query<[Row[], number]>(
      `UPDATE admin_sessions AS session SET refresh_digest = $2, last_used_at = now()
       FROM admin_users AS staff
       WHERE refresh_digest = $1 AND ${ALIVE} AND staff.id = user_id AND staff.disabled_at IS NULL
       RETURNING session.id, user_id AS "userId", name, roles`,
      [digestOf(Buffer.from(token, 'base64url')), digestOf(refresh)],
    );
    return sessionOf(rows[0], refresh);
  }

  /** Who has this session, when it is alive; noted as used now. */
  async use(sessionId: string, userId: string): Promise<Actor | undefined> {
    const [rows] = await this.dataSource.query<[Row[], number]>(
      `UPDATE admin_sessions AS session SET last_used_at = now()
       FROM admin_users AS staff
       WHERE session.id = $1 AND user_id = $2 AND ${ALIVE} AND staff.id = user_id AND staff.disabled_at IS NULL
       RETURNING session.id, user_id AS "userId", name, roles`,
      [sessionId, userId],
    );
    return rows[0] && actorOf(rows[0]);
  }

  async end(sessionId: string): Promise<void> {
    await this.dataSource.query('UPDATE admin_sessions SET ended_at = now() WHERE id = $1 AND ended_at IS NULL', [
      sessionId,
    ]);
  }

  /** After a change of password, or of what somebody is trusted with: every session but one. */
  async endAllOf(userId: string, except?: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE admin_sessions SET ended_at = now()
       WHERE user_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $2`,
      [userId, except ?? null],
    );
  }

  /** Removes sessions that were over long ago. */
  async tidy(): Promise<void> {
    await this.dataSource.query("DELETE FROM admin_sessions WHERE last_used_at < now() - interval '7 days'");
  }
}

function digestOf(refresh: Buffer): Buffer {
  return createHash('sha256').update(refresh).digest();
}

function sessionOf(row: Row | undefined, refresh: Buffer): Session | undefined {
  return row && { actor: actorOf(row), refreshToken: refresh.toString('base64url') };
}

function actorOf({ id, userId, name, roles }: Row): Session['actor'] {
  return { id: userId, name, roles, sessionId: id };
}
