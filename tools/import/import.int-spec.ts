import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { importFile, ImportFileError, type ImportKind, type ImportOptions, type ImportReport } from '#libs/bank-import';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, startBank, type TestBank } from '../../test/harness/index.js';
import { sendingOver } from './send-rows.js';

const MAIN = fileURLToPath(new URL('../../dist/tools/import/main.js', import.meta.url));
const PAN = '4111111111111111';

let bank: TestBank;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
  bank = await startBank({ services: ['auth', 'accounts', 'cards', 'notifications'], data: 'empty' });
}, 120_000);
afterAll(async () => {
  await bank.stop();
  rmSync(folder, { recursive: true });
});
const TABLES = ['auth.client_phones', 'auth.pin_verifiers', 'auth.card_tries', 'auth.cards', 'auth.clients'];
const MORE = ['accounts.accounts', 'accounts.account_transactions', 'cards.cards', 'cards.card_transactions'];
beforeEach(() => bank.sql(`TRUNCATE ${[...TABLES, ...MORE, 'notifications.recipients'].join(', ')} CASCADE`));

function fileOf(name: string, ...lines: string[]): string {
  const path = join(mkdtempSync(join(folder, 'file-')), name);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}
const json = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row));
function load(file: string, kind: ImportKind, more: Partial<ImportOptions> = {}): Promise<ImportReport> {
  const options = { file, kind, onError: 'refuse' as const, journal: `${file}.journal.json`, ...more };
  return importFile(options, sendingOver(bank.bus, bank.secretsDir('importer')));
}
const rowsOf = (table: string) => bank.sql(`SELECT * FROM ${table}`);

const client = { sourceId: 'C1', clientNumber: '100000001', type: 'individual', status: 'active', birthDate: null };
const account = { sourceId: 'A1', number: '100000001-001', holderSourceIds: ['C1'], type: 'current', status: 'open' };
const money = { currency: 'ALL', openedDate: '2020-01-01', bookedBalanceMinor: '100', availableBalanceMinor: '-5' };
const terms = { currency: 'ALL', approvedLimitMinor: '5', availableLimitMinor: '4', statementBalanceMinor: '1' };
const card = { sourceId: 'K1', ownerSourceId: 'C1', kind: 'credit', status: 'active', supplementary: false };
const transaction = (number: number) => ({
  sourceId: `T${number}`,
  cardSourceId: 'K1',
  date: '2026-11-01',
  amountMinor: String(-number),
  currency: 'ALL',
  description: `Café “${number}”, Tiranë`,
  state: 'posted',
});
const CSV_TRANSACTIONS = 'sourceId,cardSourceId,date,amountMinor,currency,description,state';
const csvTransaction = (number: number) => {
  const { sourceId, cardSourceId, date, amountMinor, currency, description, state } = transaction(number);
  return [sourceId, cardSourceId, date, amountMinor, currency, `"${description}"`, state].join();
};

describe('importing a file of each kind', () => {
  it('clients, accounts, cards, their transactions, credentials and recipients; as CSV the same as NDJSON', async () => {
    const cutAndDue = { statementPaidMinor: '0', minimumPaymentMinor: null, lastCutDate: '2026-10-01', dueDate: null };
    const expiry = { activeFrom: null, expiryMonth: '2099-12' };
    const files: [ImportKind, unknown, string[]][] = [
      [
        'clients',
        { ...client, phones: ['+355690000001', '+355690000002'] },
        [
          'sourceId,clientNumber,type,status,birthDate,phones',
          'C1,100000001,individual,active,,+355690000001 +355690000002',
        ],
      ],
      [
        'accounts',
        { ...account, ...money },
        [
          'sourceId,number,holderSourceIds,type,status,currency,openedDate,bookedBalanceMinor,availableBalanceMinor',
          'A1,100000001-001,C1,current,open,ALL,2020-01-01,100,-5',
        ],
      ],
      [
        'account-transactions',
        { sourceId: 'M1', accountSourceId: 'A1', date: '2026-11-01', amountMinor: '7', description: '' },
        ['sourceId,accountSourceId,date,amountMinor,description', 'M1,A1,2026-11-01,7,'],
      ],
      [
        'cards',
        { ...card, ...expiry, lastFour: '1111', credit: { ...terms, ...cutAndDue }, linkedAccountSourceIds: [] },
        [
          'sourceId,ownerSourceId,kind,status,supplementary,activeFrom,expiryMonth,lastFour,linkedAccountSourceIds,credit.currency,credit.approvedLimitMinor,credit.availableLimitMinor,credit.statementBalanceMinor,credit.statementPaidMinor,credit.minimumPaymentMinor,credit.lastCutDate,credit.dueDate',
          'K1,C1,credit,active,no,,2099-12,1111,,ALL,5,4,1,0,,2026-10-01,',
        ],
      ],
      ['card-transactions', transaction(1), [CSV_TRANSACTIONS, csvTransaction(1)]],
      [
        'card-credentials',
        { ...card, ...expiry, pan: PAN, pin: '4826', pinVersion: 1 },
        [
          'sourceId,ownerSourceId,kind,status,supplementary,activeFrom,expiryMonth,pan,pin,pinVersion',
          `K1,C1,credit,active,no,,2099-12,${PAN},4826,1`,
        ],
      ],
      [
        'recipients',
        { sourceId: 'C1', name: 'A', email: 'a@b.example', emailUndeliverable: false, statementPassword: null },
        ['sourceId,name,email,emailUndeliverable,statementPassword', 'C1,A,a@b.example,false,'],
      ],
    ];
    const stored = async () =>
      Promise.all(
        [...TABLES, ...MORE, 'notifications.recipients'].map(async (table) => [
          table,
          (await rowsOf(table)).map((row) => ({ ...row, imported_no: 0 })),
        ]),
      );
    for (const [kind, row] of files)
      expect(await load(fileOf(`${kind}.ndjson`, JSON.stringify(row)), kind)).toMatchObject({ stored: 1, refused: 0 });
    const asNdjson = await stored();
    expect(asNdjson.every(([, rows]) => rows!.length > 0)).toBe(true);
    // The same again changes nothing, whichever form it has.
    for (const [kind, , lines] of files)
      expect(await load(fileOf(`${kind}.csv`, ...lines), kind)).toMatchObject({
        stored: 1,
        refused: 0,
        firstRefused: [],
      });
    expect(await stored()).toEqual(asNdjson);
    expect(JSON.stringify(asNdjson) + bank.logs.text()).not.toContain(PAN);
  });
});

describe('a bad row', () => {
  const file = () => {
    const bad = { ...transaction(2), amountMinor: '1.50' };
    return fileOf(
      'card-transactions.ndjson',
      ...json([transaction(1), bad]),
      '{"no',
      JSON.stringify({ ...transaction(3), x: 1 }),
    );
  };

  it('is named by file, line, field and reason, and left out, when asked to skip', async () => {
    const path = file();
    const report = await load(path, 'card-transactions', { onError: 'skip' });
    expect(report).toMatchObject({ phase: 'done', rows: 4, stored: 1, refused: 3 });
    expect(report.firstRefused.map(({ line, field }) => [line, field])).toEqual([
      [2, 'amountMinor'],
      [3, ''],
      [4, ''],
    ]);
    expect(
      readFileSync(report.refusedFile, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(report.firstRefused);
    expect(report.firstRefused[0]).toEqual({
      file: path,
      line: 2,
      field: 'amountMinor',
      reason: expect.stringMatching(/must match/),
    });
    expect(JSON.stringify(report)).not.toContain('1.50');
    expect(await rowsOf('cards.card_transactions')).toHaveLength(1);
  });

  it('refuses the whole file otherwise: not a row is stored', async () => {
    expect(await load(file(), 'card-transactions')).toMatchObject({ phase: 'refused', rows: 4, stored: 0, refused: 3 });
    expect(await rowsOf('cards.card_transactions')).toEqual([]);
  });

  it('that only the service can tell refuses the whole file too', async () => {
    const many = Array.from({ length: 450 }, (_, at) => ({ ...account, ...money, sourceId: `A${at}` }));
    const bad = { ...account, ...money, sourceId: 'bad', number: 'AAAA-1' };
    const report = await load(fileOf('accounts.ndjson', ...json([...many, bad])), 'accounts');
    expect(report).toMatchObject({ phase: 'refused', refused: 1 });
    expect(report.firstRefused).toEqual([
      expect.objectContaining({ line: 451, field: 'number', reason: 'has fewer than four digits' }),
    ]);
    expect(await rowsOf('accounts.accounts')).toEqual([]);
  });

  it('two clients with one number, far apart in a file, refuse it before either is stored', async () => {
    const many = Array.from({ length: 401 }, (_, at) => ({
      ...client,
      sourceId: `C${at}`,
      clientNumber: String(100_000_000 + (at % 400)),
      phones: [],
    }));
    const report = await load(fileOf('clients.ndjson', ...json(many)), 'clients');
    expect(report.firstRefused).toEqual([expect.objectContaining({ line: 401, field: 'clientNumber' })]);
    expect(await rowsOf('auth.clients')).toEqual([]);
  });

  it('5,000 hostile rows are refused one by one, the good ones between them stored, and none of them repeated', async () => {
    const lines: string[] = [];
    const good: number[] = [];
    for (let at = 0; at < 5_000; at += 1) {
      if (at % 10 === 0) good.push(at);
      lines.push(at % 10 === 0 ? JSON.stringify(transaction(at)) : hostile(at));
    }
    const report = await load(fileOf('card-transactions.ndjson', ...lines), 'card-transactions', { onError: 'skip' });
    expect(report).toMatchObject({ rows: 5_000, stored: good.length, refused: 5_000 - good.length });
    const named = readFileSync(report.refusedFile, 'utf8');
    expect(named.includes(PAN)).toBe(false);
    expect(named.includes('<script>')).toBe(false);
    expect(await rowsOf('cards.card_transactions')).toHaveLength(good.length);
  });
});

/** A row that nobody should take. */
function hostile(at: number): string {
  const row = transaction(at);
  const texts = [`${PAN}'; DROP TABLE cards.cards; --`, '<script>'.repeat(100), '\u0000', 'x'.repeat(501)];
  const text = texts[randomInt(texts.length)]!;
  const ways: (() => string)[] = [
    () => JSON.stringify({ ...row, amountMinor: text }),
    () => JSON.stringify({ ...row, date: '2026-02-30' }),
    () => JSON.stringify({ ...row, currency: `L${PAN}` }),
    () => JSON.stringify({ ...row, state: { posted: true } }),
    () => JSON.stringify({ ...row, sourceId: 'x'.repeat(101) }),
    () => JSON.stringify({ ...row, description: `\u0000${at}` }),
    () => JSON.stringify({ ...row, [PAN]: 1 }),
    () => `{"__proto__":{"sourceId":"a"},"sourceId":${'['.repeat(randomInt(1, 5_000))}`,
    () => JSON.stringify([row]),
    () => 'null',
    () => `"${PAN}"`,
    () => JSON.stringify(row).slice(0, randomInt(1, 60)),
    () => `{"sourceId":"${'y'.repeat(40_000)}"}`,
    () => JSON.stringify({ ...row, amountMinor: 5 }),
    () => JSON.stringify({ ...row, amountMinor: '9'.repeat(19) }),
  ];
  return ways[randomInt(ways.length)]!();
}

describe('an import that is cut short', () => {
  const ROWS = 8_000;
  const kept = () =>
    bank.sql(
      'SELECT id, card_id, date, amount_minor, currency, description, state FROM cards.card_transactions ORDER BY imported_no',
    );

  const stored = async () => {
    const [row] = await bank.sql<{ rows: number }>('SELECT count(*)::int AS rows FROM cards.card_transactions');
    return row!.rows;
  };

  it('killed in the middle and started again it ends with the same data in the same order', async () => {
    const numbers = Array.from({ length: ROWS }, (_, at) => at);
    // A row comes again further down, changed: the later one counts.
    const again = { ...transaction(5), amountMinor: '555' };
    const rows = [...numbers.map(transaction), again];
    const ndjson = fileOf('card-transactions.ndjson', ...json(rows), '{"bad":1}');
    await load(ndjson, 'card-transactions', { onError: 'skip' });
    const undisturbed = await kept();
    expect(undisturbed).toHaveLength(ROWS);
    for (let round = 0; round < 2; round += 1) {
      await bank.sql('TRUNCATE cards.card_transactions');
      const importer = new Importer(ndjson);
      const wanted = 1_000 + randomInt(5_000);
      await eventually(async () => (await stored()) >= wanted, 60_000);
      await importer.kill();
      expect((await kept()).length).toBeLessThan(ROWS);
      const resumed = await new Importer(ndjson, '--resume').end();
      expect(resumed).toEqual({ code: 1, said: expect.stringMatching(/8,002 rows of card-transactions[^]*1 bad/) });
      expect(await kept()).toEqual(undisturbed);
    }
  }, 180_000);

  it('is not resumed with another file in its place', async () => {
    const path = fileOf('card-transactions.csv', CSV_TRANSACTIONS, csvTransaction(1));
    await load(path, 'card-transactions');
    writeFileSync(path, [CSV_TRANSACTIONS, csvTransaction(2), ''].join('\n'));
    await expect(load(path, 'card-transactions', { resume: true })).rejects.toThrow(ImportFileError);
  });
});

/** `npm run import` as a process of its own. */
class Importer {
  private readonly child: ChildProcess;
  private said = '';

  constructor(file: string, ...more: string[]) {
    const env = {
      PATH: process.env['PATH'],
      NATS_URL: bank.natsUrl,
      // The keys of the tests lie where those of a bank of its own would.
      DATA_DIR: dirname(dirname(bank.secretsDir('importer'))),
    };
    const args = [MAIN, file, '--on-error', 'skip', ...more];
    this.child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk) => (this.said += String(chunk)));
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.end();
  }

  async end(): Promise<{ code: number | null; said: string }> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return { code: this.child.exitCode, said: this.said };
  }
}

it('names what cannot be an import at all', async () => {
  const nowhere = join(folder, randomUUID());
  await expect(load(nowhere, 'cards')).rejects.toThrow('cannot be read');
  await expect(load(fileOf('cards.xlsx', 'x'), 'cards')).rejects.toThrow('whether it is ndjson or csv');
});
