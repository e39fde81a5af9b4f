import type { DataSource } from 'typeorm';

/** A role is missing and no password was given to make it with. */
export class MissingRoleError extends Error {
  override readonly name = 'MissingRoleError';
}

/**
 * Makes sure a service can sign in with its own role, which may change no table and belongs to no other role (S29).
 * @param password `undefined`: the role must be there and keeps the password it has.
 * @throws MissingRoleError when there is neither role nor password.
 */
export async function ensureRole(database: DataSource, role: string, password: string | undefined): Promise<void> {
  const [found] = await database.query<{ oid: number }[]>('SELECT oid FROM pg_roles WHERE rolname = $1', [role]);
  if (password === undefined) {
    if (!found) {
      const variable = `${role.toUpperCase()}_DATABASE_PASSWORD`;
      throw new MissingRoleError(`the database role ${role} does not exist: set ${variable} to have it made`);
    }
    return;
  }
  const verb = found ? 'ALTER' : 'CREATE';
  const rights = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';
  // Commands on roles take no parameters: the server itself quotes the two values.
  const [command] = await database.query<{ text: string }[]>(
    `SELECT format('${verb} ROLE %I WITH ${rights} PASSWORD %L', $1::text, $2::text) AS text`,
    [role, password],
  );
  await database.query(command?.text ?? '');
}

/**
 * Takes from everybody what PostgreSQL gives to everybody: the schema `public`, temporary tables, and the very
 * connection, which only the services' roles keep.
 */
export async function closeDatabase(database: DataSource, roles: readonly string[]): Promise<void> {
  const [row] = await database.query<{ name: string }[]>('SELECT quote_ident(current_database()) AS name');
  const name = row?.name ?? '';
  await database.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
  await database.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  for (const role of roles) await database.query(`GRANT CONNECT ON DATABASE ${name} TO "${role}"`);
}
