import type { Logger } from '#libs/logging';
import { PgBoss, type Db } from 'pg-boss';
import type { Connections, Queries } from './connections.js';

const QUEUE = 'deliveries';

/** How often leases that ran out are looked for, in seconds; with a lease of 60 s, taken over within 75 s (F1). */
const LOOK_FOR_LOST_SECONDS = 5;

/** Finished jobs serve nothing: what happened stands in the delivery's row. */
const FORGET_AFTER_SECONDS = 600;

/** A hint that a delivery is due, taken up by one worker at a time. */
export interface DeliveryJob {
  readonly deliveryId: string;
  readonly id: string;
  /** Tells this taking from one after the lease ran out. */
  readonly retryCount: number;
}

/** When a job is due, and before which others. */
export interface JobOptions {
  readonly priority: number;
  readonly inSeconds: number;
}

function boss(connection: { url: string; mayChangeTables: boolean; max: number }): PgBoss {
  return new PgBoss({
    connectionString: connection.url,
    application_name: 'notifications-jobs',
    connectionTimeoutMillis: 1_000,
    options: '-c statement_timeout=5000 -c idle_in_transaction_session_timeout=5000',
    max: connection.max,
    schema: 'notifications',
    createSchema: false,
    migrate: connection.mayChangeTables,
    supervise: !connection.mayChangeTables,
    superviseIntervalSeconds: LOOK_FOR_LOST_SECONDS,
    monitorIntervalSeconds: LOOK_FOR_LOST_SECONDS,
    warningQueueSize: 1_000_000,
    schedule: false,
    // The service's role owns no table (S29).
    reindex: false,
    monitorVacuum: false,
    registerInstance: false,
  });
}

/** Brings the tables of pg-boss to the version this platform uses, with a role that may change tables. */
export async function prepareJobs(adminUrl: string): Promise<void> {
  const owner = boss({ url: adminUrl, mayChangeTables: true, max: 1 });
  const failures: Error[] = [];
  owner.on('error', (error) => failures.push(error));
  await owner.start();
  await owner.createQueue(QUEUE, { deleteAfterSeconds: FORGET_AFTER_SECONDS });
  await owner.stop({ graceful: false });
  if (failures.length > 0) throw new AggregateError(failures, 'the tables of pg-boss could not be prepared');
}

/**
 * Deliveries that are due, in PostgreSQL beside them: a job is written in the transaction of the row that needs it, and
 * ends in the transaction that settles the row. A worker that dies loses its jobs when its lease runs out.
 */
export class DeliveryJobs {
  private readonly boss: PgBoss;

  constructor(
    url: string,
    private readonly connections: Connections,
    private readonly leaseSeconds: number,
    logger: Logger,
  ) {
    // Its own: for looking after the queue every few seconds.
    this.boss = boss({ url, mayChangeTables: false, max: 2 });
    this.boss.on('error', (error) => logger.warn({ err: error }, 'the job queue will be tried again'));
    this.boss.on('warning', (warning) => logger.warn({ warning: warning.message }, 'job queue'));
  }

  async start(): Promise<void> {
    await this.boss.start({ attempts: 10 });
  }

  async stop(): Promise<void> {
    await this.boss.stop({ graceful: false });
  }

  /** Within the transaction of `queries`: committed with it or not at all. */
  async add(queries: Queries, deliveryId: string, { priority, inSeconds }: JobOptions): Promise<void> {
    const id = await this.boss.send(
      QUEUE,
      { deliveryId },
      {
        db: on(queries),
        priority,
        ...(inSeconds > 0 ? { startAfter: inSeconds } : {}),
        heartbeatSeconds: this.leaseSeconds,
        // Lost leases alone count here; what failed is settled, and comes back as a new job.
        retryLimit: 1_000,
        expireInSeconds: 12 * 3_600,
      },
    );
    if (id === null) throw new Error('pg-boss took no job');
  }

  /** Takes up to `count` jobs that are due, the most urgent first; theirs for one lease. */
  async take(count: number): Promise<DeliveryJob[]> {
    const jobs = await this.boss.fetch<{ deliveryId: string }>(QUEUE, { batchSize: count, db: on(this.connections) });
    return jobs.map(({ id, retryCount, data }) => ({ id, retryCount, deliveryId: data.deliveryId }));
  }

  /** Ours for another lease. */
  async extend({ id, retryCount }: DeliveryJob): Promise<void> {
    await this.boss.touch(QUEUE, { id, retryCount }, { db: on(this.connections) });
  }

  /** Ends a job within the transaction of `queries`; without effect when the lease was lost. */
  async end(queries: Queries, { id, retryCount }: DeliveryJob): Promise<void> {
    await this.boss.complete(QUEUE, { id, retryCount }, null, { db: on(queries) });
  }
}

/** pg-boss's statements on connections of ours. */
function on(queries: Queries): Db {
  return { executeSql: async (text, values = []) => ({ rows: await queries.query(text, values) }) };
}
