import pg from 'pg';

/** What the driver knows of a connection and does not declare. */
type Connection = pg.PoolClient & { readonly readyForQuery?: boolean; end(): Promise<void> };

/**
 * A pool that gives a connection to the next one only when nothing is left on it of the one before. A server that was
 * silent for longer than the client waits still carries out what it was sent; to whoever got such a connection next it
 * would be in the middle of another's transaction, and what is said to be committed would be undone with that (F8).
 *
 * Where one connection fell silent, a network that lost it may have lost others without a word: those at rest that were not
 * heard of since are not given to anybody either, or each would cost somebody a refusal (F20).
 */
export class CarefulPool extends pg.Pool {
  /** Connections at rest, and when each was last heard of; milliseconds. */
  private readonly resting = new Map<pg.PoolClient, number>();
  private readonly takenAt = new WeakMap<pg.PoolClient, number>();

  constructor(options?: pg.PoolConfig) {
    super(options);
    this.on('acquire', (client) => {
      this.resting.delete(client);
      this.takenAt.set(client, performance.now());
    });
    this.on('release', (_error, client) => {
      if (isAtRest(client)) {
        this.resting.set(client, performance.now());
        return;
      }
      // Ended, it is dropped by the pool in the same breath.
      void (client as Connection).end();
      this.dropThoseNotHeardSince(this.takenAt.get(client) ?? 0);
    });
    this.on('remove', (client) => this.resting.delete(client));
  }

  private dropThoseNotHeardSince(moment: number): void {
    for (const [client, heardAt] of this.resting) {
      if (heardAt > moment) continue;
      this.resting.delete(client);
      // What the driver says of a connection that breaks while nobody uses it: the pool drops it.
      client.emit('error', new Error('dropped: another connection fell silent, and this one was not heard of since'));
    }
  }
}

function isAtRest(connection: Connection): boolean {
  return connection.readyForQuery === true && connection.getTransactionStatus() === 'I';
}
