import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  asParameter,
  AuditTrail,
  AuditUnwritable,
  type BadRow,
  HeadSender,
  HeadSigner,
  insertRows,
  type SignedHeads,
  verifyChains,
} from '#libs/audit';
import { writtenEntry } from '../../libs/audit/src/audit-entry.js';
import { continueChain } from '../../libs/audit/src/chain.js';
import { createLogger } from '#libs/logging';
import { serviceDatabase } from '#libs/persistence';
import { type ChildProcess, spawn } from 'node:child_process';
import { createSecretKey, randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { GATEWAY_SCHEMA } from '../../apps/gateway/src/calls/persistence/schema.js';
import { testServers, type TestServers } from '../../test/environment/servers.js';
import { copyDatabase, dropDatabase } from '../../test/harness/databases.js';
import { eventually } from '../../test/harness/eventually.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const key = randomBytes(32);
const schema = 'gateway';
const logger = createLogger('test', 'silent');

let servers: TestServers;
let database: string;
let source: DataSource;
let trail: AuditTrail;
let admin: Client;
let folder: string;
beforeAll(async () => {
  servers = testServers();
  database = await copyDatabase(servers, servers.template);
  folder = mkdtempSync(join(servers.folder, 'audit-'));
  source = await new DataSource(serviceDatabase(GATEWAY_SCHEMA, servers.urlFor('gateway', database))).initialize();
  trail = new AuditTrail(source, { schema, key });
  admin = new Client({ connectionString: servers.adminUrl(database) });
  await admin.connect();
});
afterAll(async () => {
  await source.destroy();
  await admin.end();
  await dropDatabase(servers, database);
});

const entry = (number: number) => ({
  actor: 'staff:test',
  action: 'card.released',
  subject: `card:${number}`,
  reason: `why ${number}`,
  details: { before: { tries: number % 4 }, after: null },
});
/** Many writers at once, so that several lanes are in use. */
const recordMany = (many: number) => Promise.all(Array.from({ length: many }, (_, at) => trail.record(entry(at))));
const sender = () => new HeadSender(source, { schema, key, folder: undefined, everyMs: 60_000 }, logger);

/** What verification finds, on a snapshot of what the transaction of `admin` sees. */
const badRows = async (heads: SignedHeads[]): Promise<readonly BadRow[]> =>
  (await verifyChains(admin, { schema, key, heads })).bad;
async function undone<T>(work: () => Promise<T>): Promise<T> {
  await admin.query('BEGIN');
  try {
    return await work();
  } finally {
    await admin.query('ROLLBACK');
  }
}

interface Place {
  lane: number;
  seq: number;
}
const places = async (): Promise<Place[]> =>
  (await admin.query<Place>('SELECT lane, seq::int FROM gateway.audit_trail ORDER BY lane, seq')).rows;
const at = ({ lane, seq }: Place) => `lane = ${lane} AND seq = ${seq}`;

/** Changes the trail behind the product's back. @returns the first bad row of every lane that was touched. */
const TAMPERINGS: Record<string, (rows: Place[]) => Promise<Place[]>> = {
  edit: async (rows) => {
    const row = any(rows);
    const [column, value] = any([
      ['at', `at + interval '1 microsecond'`],
      ['actor', `actor || 'x'`],
      ['action', `'card.locked'`],
      ['subject', `'card:other'`],
      ['reason', 'NULL'],
      ['reason', `reason || ' '`],
      ['details', `replace(details::text, ':', ': ')::json`],
      ['mac', `set_byte(mac, ${randomInt(32)}, get_byte(mac, 0) # 255)`],
    ] as const);
    const { rowCount } = await admin.query(
      `UPDATE gateway.audit_trail SET ${column} = ${value} WHERE ${at(row)} AND ${column}::text IS DISTINCT FROM (${value})::text`,
    );
    return rowCount === 1 ? [row] : [];
  },
  deletion: async (rows) => {
    const row = any(rows);
    await admin.query(`DELETE FROM gateway.audit_trail WHERE ${at(row)}`);
    return [row];
  },
  swap: async (rows) => {
    const one = any(rows);
    const other = any(rows.filter((row) => row !== one));
    // As a whole, MAC and all: only the places change.
    await admin.query(`UPDATE gateway.audit_trail SET seq = seq + 1000000 WHERE ${at(one)}`);
    await admin.query(`UPDATE gateway.audit_trail SET lane = ${one.lane}, seq = ${one.seq} WHERE ${at(other)}`);
    await admin.query(
      `UPDATE gateway.audit_trail SET lane = ${other.lane}, seq = ${other.seq} WHERE seq = ${one.seq + 1_000_000}`,
    );
    if (one.lane !== other.lane) return [one, other];
    return [one.seq < other.seq ? one : other];
  },
  truncation: async (rows) => {
    const row = any(rows);
    await admin.query(`DELETE FROM gateway.audit_trail WHERE lane = ${row.lane} AND seq >= ${row.seq}`);
    return [row];
  },
};
const any = <T>(list: readonly T[]): T => list[randomInt(list.length)]!;

describe('S33: the audit trail', () => {
  it('is whole while many write, and the service’s own role can change nothing in it', async () => {
    await recordMany(240);
    await undone(async () => expect(await badRows([])).toEqual([]));
    expect(new Set((await places()).map(({ lane }) => lane)).size).toBeGreaterThan(3);
    for (const change of ['UPDATE audit_trail SET actor = $$x$$', 'DELETE FROM audit_trail', 'TRUNCATE audit_trail'])
      await expect(source.query(change)).rejects.toMatchObject({ code: '42501' });
  });

  it('1,000 random edits, deletions, swaps and truncations are all found, the first bad row named', async () => {
    const heads = [(await sender().send())!];
    const rows = await places();
    const kinds = Object.keys(TAMPERINGS);
    const missed: unknown[] = [];
    for (let run = 0; run < 1_000; run += 1) {
      const kind = kinds[run % kinds.length]!;
      await undone(async () => {
        let touched: Place[] = [];
        // A random edit may happen to change nothing.
        while (touched.length === 0) touched = await TAMPERINGS[kind]!(rows);
        const found = (await badRows(heads)).map(({ lane, seq }) => `${String(lane)}/${String(seq)}`);
        const expected = touched.map(({ lane, seq }) => `${lane}/${seq}`);
        if (found.sort().join() !== expected.sort().join()) missed.push({ kind, expected, found });
      });
    }
    expect(missed).toEqual([]);
  }, 300_000);

  it('rows cut off are found although others were written in their place, and heads of these sent away', async () => {
    const heads = [(await sender().send())!];
    const [lane, last] = heads[0]!.heads.find(([, seq]) => seq > 3)!;
    await undone(async () => {
      await admin.query(`DELETE FROM gateway.audit_trail WHERE lane = ${lane} AND seq > ${last - 2}`);
      await admin.query('SET LOCAL search_path = gateway');
      const mac = await continued(lane);
      const later = new HeadSigner(key).sign({ schema, at: new Date().toISOString(), heads: [[lane, last + 2, mac]] });
      expect(await badRows([...heads, later])).toEqual([
        { lane, seq: last, why: expect.stringContaining('is not the row whose head was sent at') },
      ]);
    });
  });

  /** Four rows more, as a service that starts anew and knows no better. @returns the last one's MAC. */
  async function continued(lane: number): Promise<string> {
    const { rows } = await admin.query<{ seq: number; mac: Buffer }>(
      `SELECT seq::int, mac FROM audit_trail WHERE lane = ${lane} ORDER BY seq DESC LIMIT 1`,
    );
    const chain = { key: createSecretKey(key), schema, lane, head: rows[0]! };
    const added = continueChain(
      chain,
      [1, 2, 3, 4].map((number) => writtenEntry(entry(number))),
    );
    await admin.query(insertRows('$1'), [asParameter(added)]);
    return added.at(-1)!.mac.toString('base64');
  }

  it('a change and its entry are committed together or not at all', async () => {
    const before = (await places()).length;
    const doomed = trail.transaction(async (_manager, record) => {
      await record(entry(1));
      await record(entry(2));
      throw new Error('the change fails');
    });
    await expect(doomed).rejects.toThrow('the change fails');
    expect(await places()).toHaveLength(before);
    await trail.transaction(async (_manager, record) => {
      await record(entry(1));
      await record(entry(2));
    });
    expect(await places()).toHaveLength(before + 2);
    await admin.query('REVOKE INSERT ON gateway.audit_trail FROM gateway');
    await expect(trail.record(entry(3))).rejects.toThrow(AuditUnwritable);
    await expect(trail.transaction((_manager, record) => record(entry(3)))).rejects.toThrow(AuditUnwritable);
    await admin.query('GRANT INSERT ON gateway.audit_trail TO gateway');
    await undone(async () => expect(await badRows([])).toEqual([]));
  });
});

/** What another process does: writes until it is ended. */
const WRITER = `
  import { AuditTrail } from '#libs/audit';
  import { serviceDatabase } from '#libs/persistence';
  import { DataSource } from 'typeorm';
  const [url, key] = process.argv.slice(-2);
  const source = await new DataSource(
    serviceDatabase({ name: 'gateway', entities: [], migrations: [] }, url)).initialize();
  const trail = new AuditTrail(source, { schema: 'gateway', key: Buffer.from(key, 'base64') });
  const write = async () => { for (;;) await trail.record(
    { actor: 'service:' + process.pid, action: 'test.written', subject: 'process:' + process.pid }); };
  await Promise.all(Array.from({ length: 8 }, write));`;

describe('S33: several processes', () => {
  const writers: ChildProcess[] = [];
  const startWriter = () => {
    const args = [
      '--input-type=module',
      '-e',
      WRITER,
      '--',
      servers.urlFor('gateway', database),
      key.toString('base64'),
    ];
    writers.push(spawn(process.execPath, args, { cwd: ROOT, env: { PATH: process.env['PATH'] }, stdio: 'inherit' }));
  };
  const writtenBy = async () =>
    (
      await admin.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM gateway.audit_trail WHERE action = 'test.written' GROUP BY actor`,
      )
    ).rows.map(({ n }) => n);

  it('write at once and are killed in the middle: the chains stay whole', async () => {
    startWriter();
    startWriter();
    await eventually(async () => (await writtenBy()).filter((rows) => rows > 200).length === 2, 60_000);
    for (const writer of writers) writer.kill('SIGKILL');
    await Promise.all(writers.map(async (writer) => writer.exitCode ?? writer.signalCode ?? once(writer, 'exit')));
    await recordMany(50);
    await undone(async () => expect(await badRows([(await sender().send())!])).toEqual([]));
  }, 90_000);
});

describe('npm run audit', () => {
  const run = async (...args: string[]) => {
    const env = { PATH: process.env['PATH'], DATABASE_URL: servers.adminUrl(database), DATA_DIR: folder };
    const main = join(ROOT, 'dist/tools/audit/main.js');
    const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, said };
  };
  const headsFile = () => join(folder, 'audit-heads/gateway.ndjson');
  beforeAll(async () => {
    mkdirSync(join(folder, 'secrets/gateway'), { recursive: true });
    writeFileSync(join(folder, 'secrets/gateway/audit.key'), key.toString('base64'), { mode: 0o400 });
    const keeping = { schema, key, folder: join(folder, 'audit-heads'), everyMs: 60_000 };
    await new HeadSender(source, keeping, logger).send();
  });

  it('verify says that the trail is whole', async () => {
    expect(await run('verify')).toEqual({
      code: 0,
      said: expect.stringMatching(/rows in \d+ lanes[^]*✓ the trail is whole/),
    });
  });

  it('heads shows how far the chains went, and who can check it', async () => {
    const { said } = await run('heads');
    expect(said).toMatch(/lane +\d+ {2}row +[\d,]+ {2}\d{4}-/);
    expect(said).toContain(new HeadSigner(key).publicPem.trim());
  });

  it('verify names the first bad row, and ends with 1', async () => {
    const { lane, seq } = any(await places());
    const { rows } = await admin.query<{ actor: string }>(
      `SELECT actor FROM gateway.audit_trail WHERE lane = ${lane} AND seq = ${seq}`,
    );
    const write = (actor: string) =>
      admin.query(`UPDATE gateway.audit_trail SET actor = $1 WHERE lane = ${lane} AND seq = ${seq}`, [actor]);
    await write('staff:somebody-else');
    expect(await run('verify')).toEqual({
      code: 1,
      said: expect.stringContaining(`✗ lane ${lane}, row ${seq} is not what was written`),
    });
    await write(rows[0]!.actor);
  });

  it('a head that somebody wrote without the key is named', async () => {
    const [line] = readFileSync(headsFile(), 'utf8').split('\n');
    appendFileSync(headsFile(), `${(line ?? '').replace(/"at":"\d{4}/, '"at":"2001')}\n`);
    const { code, said } = await run('verify');
    expect([code, said]).toEqual([1, expect.stringMatching(/✗ line 2 of \S+ is not signed with the key of this bank/)]);
  });
});
