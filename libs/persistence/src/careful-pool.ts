import pg from 'pg';

/** What the driver knows of a connection and does not declare. */
type Connection = pg.PoolClient & { readonly readyForQuery?: boolean; end(): Promise<void> };

/**
 * A pool that gives a connection to the next one only when nothing is left on it of the one before. A server that was
 * silent for longer than the client waits still carries out what it was sent; to whoever got such a connection next it
 * would be in the middle of another's transaction, and what is said to be committed would be undone with that (F8).
 */
export class CarefulPool extends pg.Pool {
  constructor(options?: pg.PoolConfig) {
    super(options);
    this.on('release', (_error, client) => {
      const connection = client as Connection;
      // Ended, it is dropped by the pool in the same breath.
      if (!isAtRest(connection)) void connection.end();
    });
  }
}

function isAtRest(connection: Connection): boolean {
  return connection.readyForQuery === true && connection.getTransactionStatus() === 'I';
}
