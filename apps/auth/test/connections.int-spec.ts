import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isDatabaseAway } from '#libs/messaging';
import { connectionLimits, serviceDatabase } from '#libs/persistence';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { eventually, startBank, type TestBank } from '../../../test/harness/index.js';
import { TcpProxy } from '../../../tools/faults/machine/tcp-proxy.js';
import { AUTH_SCHEMA } from '../src/persistence/schema.js';

/** What any statement of the test takes, and far less than the slow one. */
const QUERY_TIMEOUT_MS = 300;
const SLOW = 'SELECT pg_sleep(1.5)';

const INSERT = `INSERT INTO used_seals (mark, command_id, expires_at) VALUES ($1, gen_random_uuid(), now())`;

/** How auth connects, but for what the test is about. */
async function connected(url: string, poolSize: number): Promise<DataSource> {
  const usual = serviceDatabase(AUTH_SCHEMA, url, poolSize);
  const extra = { ...usual.extra, ...connectionLimits, query_timeout: QUERY_TIMEOUT_MS } as object;
  return new DataSource({ ...usual, extra }).initialize();
}

describe('F8: a connection on which the server was silent', () => {
  let bank: TestBank;
  let dataSource: DataSource;
  beforeAll(async () => {
    bank = await startBank({ services: [], data: 'empty' });
    dataSource = await connected(bank.databaseUrl('auth'), 1);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await bank.stop();
  });

  const isThere = async (mark: Buffer) => {
    const rows = await bank.sql('SELECT FROM auth.used_seals WHERE mark = $1', [mark]);
    return rows.length > 0;
  };

  it('is not used again: what is committed after a transaction that was given up stays, and that one leaves nothing', async () => {
    const [givenUp, promised] = [randomBytes(32), randomBytes(32)];
    const work = dataSource.transaction(async (manager) => {
      await manager.query(INSERT, [givenUp]);
      await manager.query(SLOW);
    });
    await expect(work).rejects.toThrow('timeout');
    // Who waits for the same connection is given up too, until the server has come to its end.
    const insert = () => dataSource.query(INSERT, [promised]);
    await eventually(() =>
      insert().then(
        () => true,
        () => false,
      ),
    );
    expect([await isThere(givenUp), await isThere(promised)]).toEqual([false, true]);
  });
});

describe('F10: a connection that is cut between two statements of a transaction', () => {
  it.each(['at once', 'once TypeORM has heard of it'])('is a database that is away: asked %s', async (when) => {
    const bank = await startBank({ services: [], data: 'empty' });
    const dataSource = await connected(bank.databaseUrl('auth'), 1);
    const cut = dataSource.transaction(async (manager) => {
      const [mine] = await manager.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
      await bank.sql('SELECT pg_terminate_backend($1)', [mine?.pid]);
      const isGone = () => bank.sql('SELECT FROM pg_stat_activity WHERE pid = $1', [mine?.pid]);
      await eventually(async () => (await isGone()).length === 0);
      if (when !== 'at once') await eventually(() => Promise.resolve(manager.queryRunner?.isReleased === true));
      await manager.query(INSERT, [randomBytes(32)]);
    });
    const error: unknown = await cut.catch((thrown: unknown) => thrown);
    expect([error, isDatabaseAway(error)]).toEqual([expect.any(Error), true]);
    await dataSource.destroy();
    await bank.stop();
  });
});

describe('F20: a network that goes on without a word', () => {
  const POOL = 4;

  it('costs one refusal, not one for each connection it has lost', async () => {
    const bank = await startBank({ services: [], data: 'empty' });
    const url = new URL(bank.databaseUrl('auth'));
    const way = await TcpProxy.to({ host: url.hostname, port: Number(url.port) }, () => 0.5);
    url.port = String(way.port);
    const dataSource = await connected(url.href, POOL);
    const ask = () => dataSource.query<unknown[]>('SELECT pg_sleep(0.02)');
    await Promise.all(Array.from({ length: POOL }, ask));
    way.halfOpen();
    await expect(ask()).rejects.toThrow('timeout');
    for (let asked = 0; asked < POOL; asked += 1) expect(await ask()).toHaveLength(1);
    await dataSource.destroy();
    await way.close();
    await bank.stop();
  });
});
