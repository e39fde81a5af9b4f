/**
 * Errors of PostgreSQL, or of its driver, that say "not now": connection (08), resources (53), shutdown (57), a time-out of the
 * client, or a connection that broke in the middle of a transaction.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    /^(08|53|57)/.test(code) ||
    /^E(CONN|PIPE|HOST|TIMEDOUT)/.test(code) ||
    /timeout|terminated|not queryable/i.test(error.message) ||
    // TypeORM takes the connection away from whoever is in the middle of something on it.
    /^QueryRunner(Provider)?AlreadyReleasedError$/.test(error.name)
  );
}
