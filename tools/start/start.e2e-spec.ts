import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCache } from '../bootstrap/built-program.mjs';
import { call } from '../call/main.js';
import { WAYS } from '../call/stages.js';
import { APPS } from './apps.js';
import { READY_LINE } from './bank.js';
import { freePort } from './ports.js';
import { isRunning } from './processes/identity.js';
import { waitUntil } from './processes/wait-until.js';
import { healthPortVariable, places } from './settings.js';

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/tools/start/main.js');
/** A client asks for a balance and hears it. */
const BALANCE = join(ROOT, 'test/scenarios/SC5.yaml');
const START_MS = 120_000;
const PORTS = [
  ...['GATEWAY_PORT', 'ADMIN_PORT', 'AGI_PORT', 'NATS_PORT', 'POSTGRES_PORT', 'SMTP_PORT', 'MAIL_UI_PORT'],
  ...APPS.map(healthPortVariable),
];

let folder: string;
let environment: Record<string, string>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
  const ports = await Promise.all(PORTS.map(async (name) => [name, String(await freePort())] as const));
  environment = {
    ...Object.fromEntries(ports),
    PATH: process.env['PATH'] ?? '',
    NODE_COMPILE_CACHE: compileCache(ROOT),
    PIN_BCRYPT_COST: '10',
  };
});
afterAll(() => rmSync(folder, { recursive: true }));

/** One run of `npm start`, as far as it is not preparation. */
class Run {
  screen = '';
  private constructor(
    readonly dataDir: string,
    private readonly supervisor: ChildProcess,
  ) {
    for (const stream of [supervisor.stdout, supervisor.stderr])
      stream?.on('data', (chunk) => (this.screen += String(chunk)));
  }

  static begin(dataDir: string, more: Record<string, string> = {}): Run {
    const env = { ...environment, DATA_DIR: dataDir, ...more };
    return new Run(dataDir, spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** Waits for the last line. */
  async ready(): Promise<this> {
    const settled = () => this.supervisor.exitCode !== null || this.screen.endsWith(`\n${READY_LINE}\n`);
    await waitUntil(settled, { withinMs: START_MS });
    if (!this.screen.endsWith(`\n${READY_LINE}\n`)) throw new Error(`not ready:\n${this.screen}`);
    return this;
  }

  signal(...signals: NodeJS.Signals[]): void {
    for (const signal of signals) this.supervisor.kill(signal);
  }

  async exitCode(): Promise<number | null> {
    if (this.supervisor.exitCode === null && this.supervisor.signalCode === null) await once(this.supervisor, 'close');
    return this.supervisor.exitCode;
  }

  /** What runs below the supervisor. */
  children(): string[] {
    const { children } = JSON.parse(readFileSync(places(this.dataDir).runFile, 'utf8')) as { children: string[] };
    return children;
  }
}

const health = async (app: (typeof APPS)[number]) => {
  const url = `http://127.0.0.1:${environment[healthPortVariable(app)]!}/health/ready`;
  return fetch(url).then(
    ({ status }) => status,
    () => 0,
  );
};

const at = (port: string) => `http://127.0.0.1:${environment[port] ?? ''}`;

describe('npm start', () => {
  let run: Run;
  let children: string[];

  it(
    'ends with the addresses and then the line everybody waits for',
    async () => {
      run = await Run.begin(join(folder, 'data')).ready();
      expect(run.screen).toMatch(/^ {2}phone in the browser +http:\/\/127\.0\.0\.1:\d+\/phone$/m);
      expect(await Promise.all(APPS.map(health))).toEqual(APPS.map(() => 200));
      const pages = [`${at('GATEWAY_PORT')}/phone`, `${at('ADMIN_PORT')}/admin`, `${at('ADMIN_PORT')}/admin/docs`];
      expect(await Promise.all(pages.map(async (page) => (await fetch(page)).status))).toEqual([200, 200, 200]);
      children = run.children();
      // The apps, PostgreSQL, NATS, the mail catcher and the importer.
      expect(children).toHaveLength(APPS.length + 4);
    },
    START_MS,
  );

  // What other tests play is put together from the sources; these calls come to the bundles.
  it.each(WAYS.filter((way) => way !== 'engine'))('answers who calls by way of %s', async (via) => {
    const said: string[] = [];
    const code = await call({
      args: [BALANCE, '--via', via, '--gateway', at('GATEWAY_PORT'), '--language', 'sq'],
      environment: { ...environment, DATA_DIR: join(folder, 'data') },
      write: (text) => said.push(text),
      colours: false,
    });
    expect(said.join('')).toContain('every expectation held');
    expect(code).toBe(0);
  });

  it(
    'a second one on the same folder says so and leaves the first alone',
    async () => {
      const second = Run.begin(join(folder, 'data'));
      expect(await second.exitCode()).toBe(1);
      expect(second.screen).toMatch(/^✗ This bank is already running \(process \d+\): stop that one, or .*\n$/);
      expect(await health('gateway')).toBe(200);
    },
    START_MS,
  );

  it(
    'a second one on the same ports says which, for what, and the way out',
    async () => {
      const second = Run.begin(join(folder, 'other'));
      expect(await second.exitCode()).toBe(1);
      expect(second.screen).toMatch(
        /^✗ Port \d+ for the gateway is in use by another program: stop that .*GATEWAY_PORT=\d+ npm start\.\n$/,
      );
    },
    START_MS,
  );

  it(
    'F2: an app that is killed is back by itself',
    async () => {
      const before = run.children();
      const accounts = before.find((identity) => commandOf(identity).includes('/apps/accounts/'))!;
      process.kill(Number.parseInt(accounts, 10), 'SIGKILL');
      const back = async () => !isRunning(accounts) && (await health('accounts')) === 200;
      expect(await waitUntil(back, { withinMs: START_MS })).toBe(true);
      expect(run.screen).toContain('! accounts ended (signal SIGKILL');
      children = run.children();
      expect(children).toHaveLength(before.length);
    },
    START_MS,
  );

  it(
    'killed outright, it leaves no process behind',
    async () => {
      run.signal('SIGKILL');
      await run.exitCode();
      expect(await waitUntil(() => !children.some(isRunning), { withinMs: START_MS })).toBe(true);
    },
    START_MS,
  );

  it(
    'starts again on the same data, and is stopped by signals, however many, within ten seconds',
    async () => {
      const secret = readFileSync(join(folder, 'data/secrets/auth/pan.key'), 'utf8');
      run = await Run.begin(join(folder, 'data')).ready();
      expect(readFileSync(join(folder, 'data/secrets/auth/pan.key'), 'utf8')).toBe(secret);
      children = run.children();
      const askedAt = performance.now();
      run.signal('SIGTERM', 'SIGINT', 'SIGTERM');
      expect(await run.exitCode()).toBe(0);
      expect(performance.now() - askedAt).toBeLessThan(10_000);
      expect(children.filter(isRunning)).toEqual([]);
      expect(existsSync(places(run.dataDir).runFile)).toBe(false);
    },
    START_MS,
  );
});

function commandOf(identity: string): string {
  return readFileSync(`/proc/${Number.parseInt(identity, 10)}/cmdline`, 'utf8');
}

describe('what cannot be started is one sentence that says what and how to mend it', () => {
  const damaged = (file: string) => {
    const data = mkdtempSync(join(folder, 'damaged-'));
    const path = join(data, file);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, 'x');
    return data;
  };

  it.each([
    [
      'a damaged database folder',
      () => [damaged('postgres/base')],
      /The folder \S+ is damaged: .* Restore it from a backup, or delete it/,
    ],
    [
      'a damaged list of secrets',
      () => [damaged('secrets/made.json')],
      /secrets \S+ is damaged: restore \S+ from a backup, or delete/,
    ],
    [
      'a file in the place of the folder',
      () => [damaged('file') + '/file'],
      /cannot be made \(EEXIST\): .* set DATA_DIR to another/,
    ],
    [
      'a database that is not there',
      () => [damaged('x'), { DATABASE_URL: 'postgres://a:hush@127.0.0.1:9/bank' }],
      /PostgreSQL on 127\.0\.0\.1:9 cannot be used \(ECONNREFUSED\): start it, or correct DATABASE_URL/,
    ],
    [
      'a bus that is not there',
      () => [damaged('x'), { NATS_URL: 'nats://a:hush@127.0.0.1:9' }],
      /No NATS server answers at 127\.0\.0\.1:9: start it, or correct NATS_URL/,
    ],
    [
      'a setting that makes no sense',
      () => [damaged('x'), { GATEWAY_PORT: 'hush' }],
      /settings cannot be used: GATEWAY_PORT \(must be a whole number/,
    ],
  ] as [string, () => [string, Record<string, string>?], RegExp][])(
    '%s',
    async (_, prepare, told) => {
      const run = Run.begin(...prepare());
      expect(await run.exitCode()).toBe(1);
      expect(run.screen.split('\n').at(-2)).toMatch(told);
      expect(run.screen).not.toMatch(/^\s+at |hush|Error:/m);
    },
    START_MS,
  );
});
