import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UploadFolder } from '#libs/bank-import';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, startBank, type TestBank } from '../../../test/harness/index.js';
import { type Answer, type Member, TestStaff } from './admin-staff.js';

const MAIN = fileURLToPath(new URL('../../../dist/tools/import/main.js', import.meta.url));
const PAN = '4111111111111111';
const HEADER = 'sourceId,cardSourceId,date,amountMinor,currency,description,state';
const row = (number: number) => `T${number},K1,2026-11-01,${-number - 1},ALL,"Café ${number}, Tiranë",posted`;
const fileOf = (...rows: string[]) => Buffer.from([HEADER, ...rows, ''].join('\n'));
const rowsTo = (count: number) => Array.from({ length: count }, (_, number) => row(number));
const client = (number: number) =>
  JSON.stringify({
    ...{ sourceId: `C${number}`, clientNumber: String(100_000_000 + number), type: 'individual', status: 'active' },
    ...{ birthDate: null, phones: [`+3556900${String(number).padStart(5, '0')}`] },
  });

describe("S34: the bank's data through the administration", () => {
  let bank: TestBank;
  let staff: TestStaff;
  let operator: Member;
  let security: Member;
  let both: Member;
  let importer: Importer;
  const folder = mkdtempSync(join(tmpdir(), 'uploads-'));

  beforeAll(async () => {
    bank = await startBank({
      services: ['auth', 'cards', 'gateway'],
      data: 'empty',
      environment: { gateway: { ADMIN: 'on', ADMIN_IMPORTS_DIR: join(folder, 'shared') } },
    });
    staff = await TestStaff.of(bank);
    operator = await staff.member('olga', 'operator');
    security = await staff.member('sara', 'security');
    both = await staff.member('boris', 'operator', 'security');
    importer = new Importer(bank, folder);
  }, 120_000);
  afterAll(async () => {
    await importer.stop();
    await staff.close();
    await bank.stop();
    rmSync(folder, { recursive: true });
  });

  const announce = async (file: Buffer, more: Record<string, unknown> = {}): Promise<string> => {
    const sha256 = createHash('sha256').update(file).digest('hex');
    const body = { kind: 'card-transactions', format: 'csv', onError: 'refuse', bytes: file.length, sha256, ...more };
    const begun = await operator.post('/imports', body);
    expect(begun).toMatchObject({ status: 201, body: { state: 'receiving', receivedBytes: 0 } });
    return String(begun.body['importId']);
  };
  const uploaded = async (file: Buffer, more: Record<string, unknown> = {}): Promise<string> => {
    const id = await announce(file, more);
    const answer = await operator.putFile(`/imports/${id}/content`, file);
    expect(answer).toMatchObject({ status: 200, body: { receivedBytes: file.length } });
    return id;
  };
  const reached = async (id: string, ...states: string[]): Promise<Answer['body']> => {
    let body: Answer['body'] = {};
    await eventually(async () => {
      ({ body } = await security.get(`/imports/${id}`));
      return states.includes(String(body['state']));
    }, 60_000);
    return body;
  };
  const proposed = async (id: string, by = operator): Promise<string> => {
    const proposal = await by.post(`/imports/${id}/proposals`, { reason: 'the monthly file' });
    expect(proposal).toMatchObject({ status: 201, body: { kind: 'import', subjectId: id } });
    return String(proposal.body['proposalId']);
  };
  const settled = async (proposalId: string): Promise<Answer['body']> => {
    let body: Answer['body'] = {};
    await eventually(async () => {
      ({ body } = await security.get(`/proposals/${proposalId}`));
      return body['state'] !== 'approved';
    }, 20_000);
    return body;
  };
  const stored = async (table = 'cards.card_transactions') =>
    (await bank.sql<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`))[0]!.rows;

  it('is checked, proposed by one, approved by another, loaded by the importer; bad rows are named; all of it in the trail', async () => {
    const bad = row(2).replace('-3', '1.50');
    const file = fileOf(row(0), row(1), bad, row(3));
    const id = await uploaded(file, { onError: 'skip' });
    expect(await reached(id, 'checked')).toMatchObject({ rows: 4, stored: 0, refused: 1, share: 1 });
    expect(await stored()).toBe(0);
    expect((await operator.get(`/imports/${id}/refused-rows`)).body).toMatchObject({
      rows: [{ line: 4, field: 'amountMinor', reason: expect.stringMatching(/must match/) }],
      next: null,
    });
    const proposalId = await proposed(id);
    const approve = (by: Member) => by.post(`/proposals/${proposalId}/approve`);
    expect(await approve(operator)).toMatchObject({ status: 403 });
    expect(await approve(security)).toMatchObject({
      status: 200,
      body: { state: 'approved', file: { rows: 4, refused: 1, bytes: file.length } },
    });
    expect(await reached(id, 'loaded')).toMatchObject({ rows: 4, stored: 3, refused: 1, receivedBytes: file.length });
    expect(await settled(proposalId)).toMatchObject({ state: 'applied', outcome: '3 rows stored, 1 bad' });
    expect(await stored()).toBe(3);
    // Nobody needs the file any more.
    expect(existsSync(new UploadFolder(join(folder, 'shared')).contentOf(id))).toBe(false);
    const trail = (await security.get(`/audit-trail?subject=import:${id}`)).body['rows'] as Record<string, unknown>[];
    const told = trail
      .filter(({ outcome }) => outcome !== 'asked')
      .map(({ actor, action, outcome }) => [actor, action, outcome])
      .reverse();
    expect(told).toEqual([
      ['staff:olga', 'admin.begin-import', 'done'],
      ['staff:olga', 'admin.upload-content', 'done'],
      ['staff:olga', 'admin.propose-import', 'done'],
      ['staff:sara', 'admin.approve-proposal', 'done'],
      ['service:importer', 'import.loaded', null],
    ]);
  });

  it('one person with both roles is one person, and before the check there is nothing to propose', async () => {
    const id = await announce(fileOf(row(1)));
    expect(await operator.post(`/imports/${id}/proposals`, { reason: 'in a hurry' })).toMatchObject({ status: 409 });
    await operator.putFile(`/imports/${id}/content`, fileOf(row(1)));
    await reached(id, 'checked');
    const proposalId = await proposed(id, both);
    expect(await both.post(`/proposals/${proposalId}/approve`)).toMatchObject({
      status: 403,
      body: { type: 'urn:phone-banking:problem:same-person' },
    });
    expect(await operator.delete(`/imports/${id}`)).toMatchObject({ status: 409 });
    expect(await security.post(`/proposals/${proposalId}/reject`)).toMatchObject({ status: 200 });
    expect(await operator.delete(`/imports/${id}`)).toMatchObject({ status: 200 });
    expect(await operator.get(`/imports/${id}`)).toMatchObject({ status: 404 });
    await eventually(() => !readdirSync(join(folder, 'bank', 'imports', 'uploads')).includes(id), 10_000);
  });

  it('one bad row refuses the file when asked, at the check and again at the loading; nothing of it is stored', async () => {
    const before = await stored();
    const bad = await uploaded(fileOf(row(10), row(11).replace('ALL', 'all')));
    expect(await reached(bad, 'refused')).toMatchObject({ why: '1 of 2 rows are bad', refused: 1, stored: 0 });
    // Good when it was checked; before it is loaded somebody else gets the number of one of the clients.
    const clients = Buffer.from([client(1), client(2), client(3), ''].join('\n'));
    const id = await uploaded(clients, { kind: 'clients', format: 'ndjson' });
    await reached(id, 'checked');
    await bank.sql(
      `INSERT INTO auth.clients (id, client_number, type, status) VALUES ('${randomUUID()}', '100000003', 'individual', 'active')`,
    );
    const proposalId = await proposed(id);
    await security.post(`/proposals/${proposalId}/approve`);
    expect(await reached(id, 'refused')).toMatchObject({ why: '1 of 3 rows are bad by now' });
    expect(await settled(proposalId)).toMatchObject({ state: 'failed' });
    expect([await stored(), await stored('auth.clients'), await stored('auth.client_phones')]).toEqual([before, 1, 0]);
  });

  it('S5: card numbers, PINs and statement passwords do not come this way', async () => {
    const digest = { bytes: 1, sha256: '0'.repeat(64), format: 'csv', onError: 'skip' };
    for (const kind of ['card-credentials', 'recipients']) {
      const refused = await operator.post('/imports', { ...digest, kind });
      expect(refused.status).toBe(400);
      expect(JSON.stringify(refused.body)).toContain('npm run import');
    }
    const hidden = Buffer.from(`sourceId,pan,pin\nK1,${PAN},4826\n`);
    const id = await uploaded(hidden, { kind: 'cards', onError: 'skip' });
    const { why } = await reached(id, 'refused');
    expect(why).toMatch(/line 2: a file of this kind has no field pan/);
    await eventually(() => !holds(folder, PAN), 5_000);
  });

  it('what is loaded is what was announced, checked and approved', async () => {
    const before = await stored();
    const file = fileOf(row(20));
    const other = await announce(file, { sha256: createHash('sha256').update('x').digest('hex') });
    await operator.putFile(`/imports/${other}/content`, file);
    expect(await reached(other, 'refused')).toMatchObject({ why: expect.stringMatching(/SHA-256 is another/) });
    const id = await uploaded(file);
    await reached(id, 'checked');
    const proposalId = await proposed(id);
    // Whoever can write into the folder approves another file: the importer has its own copy, and its digest.
    const approval = {
      ...{ importId: id, proposalId, sha256: createHash('sha256').update('y').digest('hex') },
      proposedBy: { id: 'a', name: 'a' },
      approvedBy: { id: 'b', name: 'b' },
      approvedAt: new Date().toISOString(),
    };
    writeFileSync(join(folder, 'shared', id, 'approval.json'), JSON.stringify(approval));
    expect(await reached(id, 'refused')).toMatchObject({ stored: 0 });
    expect(await stored()).toBe(before);
  });

  it('S22: a large file in parts, cut short in the middle, goes on where it ended; no part is taken twice or elsewhere', async () => {
    const file = fileOf(...rowsTo(20_000));
    const id = await announce(file);
    await cutShort(bank.adminUrl, `/imports/${id}/content`, operator.token, file.subarray(0, 700_000), file.length);
    let received = 0;
    await eventually(async () => {
      received = Number((await operator.get(`/imports/${id}`)).body['receivedBytes']);
      return received > 0;
    }, 10_000);
    expect(await operator.putFile(`/imports/${id}/content?offset=${received + 1}`, 'x')).toMatchObject({
      status: 409,
      body: { detail: `Go on at offset ${received}.` },
    });
    const tooLong = await operator.putFile(`/imports/${id}/content?offset=0`, Buffer.alloc(file.length + 1));
    expect(tooLong).toMatchObject({ status: 413 });
    const again = await operator.putFile(`/imports/${id}/content`, file);
    expect(again).toMatchObject({ status: 200, body: { receivedBytes: file.length } });
    expect(await operator.putFile(`/imports/${id}/content`, file)).toMatchObject({ status: 409 });
    expect(await reached(id, 'checked')).toMatchObject({ rows: 20_000, refused: 0 });
  });

  it('the importer, killed while it loads and started again, ends with the same data', async () => {
    await bank.sql('TRUNCATE cards.card_transactions');
    const file = fileOf(...rowsTo(6_000));
    const id = await uploaded(file, { onError: 'skip' });
    await reached(id, 'checked');
    const proposalId = await proposed(id);
    await security.post(`/proposals/${proposalId}/approve`);
    await eventually(async () => (await stored()) >= 400, 60_000);
    await importer.kill();
    expect(await stored()).toBeLessThan(6_000);
    expect((await security.get(`/imports/${id}`)).body).toMatchObject({ state: 'loading' });
    importer = new Importer(bank, folder);
    expect(await reached(id, 'loaded')).toMatchObject({ rows: 6_000, stored: 6_000 });
    expect(await settled(proposalId)).toMatchObject({ state: 'applied' });
    const order = await bank.sql<{ description: string }>(
      'SELECT description FROM cards.card_transactions ORDER BY imported_no',
    );
    expect(order.map(({ description }) => description)).toEqual(
      Array.from({ length: 6_000 }, (_, number) => `Café ${number}, Tiranë`),
    );
  }, 120_000);
});

/** `npm run import -- --uploads` as `npm start` runs it. */
class Importer {
  private readonly child: ChildProcess;

  constructor(bank: TestBank, folder: string) {
    const keys = join(folder, 'bank', 'secrets');
    if (!existsSync(keys)) linkFolder(dirname(bank.secretsDir('importer')), keys);
    const env = {
      PATH: process.env['PATH'],
      NATS_URL: bank.natsUrl,
      DATA_DIR: join(folder, 'bank'),
      ADMIN_IMPORTS_DIR: join(folder, 'shared'),
    };
    this.child = spawn(process.execPath, [MAIN, '--uploads'], { env, stdio: 'ignore' });
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill(signal);
    await once(this.child, 'close');
  }
}

/** The keys of the tests, where a bank of its own would have them. */
function linkFolder(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

/** Whether a text stands in any file that is being kept. */
function holds(folder: string, text: string): boolean {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).some((entry) => {
    if (!entry.isFile()) return false;
    const path = join(entry.parentPath, entry.name);
    return existsSync(path) && readFileSync(path).includes(text);
  });
}

/** Sends a part of what it announces, and hangs up. */
async function cutShort(url: string, path: string, token: string, part: Buffer, bytes: number): Promise<void> {
  const sending = request(`${url}/admin/v1${path}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/octet-stream',
      'content-length': String(bytes),
    },
  });
  const isOver = new Promise<void>((resolve) => {
    sending.on('close', resolve);
  });
  sending.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    sending.write(part, () => resolve());
  });
  sending.destroy();
  await isOver;
}
