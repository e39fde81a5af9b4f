import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from './child.js';
import { isRunning, processIdentity } from './identity.js';
import { leash } from './leash.js';
import { waitUntil } from './wait-until.js';

const SOON = { withinMs: 15_000 };
let folder: string;
let started: Child[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'child-'));
  started = [];
});
afterEach(async () => {
  for (const child of started) await child.kill();
  rmSync(folder, { recursive: true, force: true });
});

const log = () => join(folder, 'log');
async function startShell(script: string, env: Record<string, string> = {}): Promise<Child> {
  const child = await startChild({
    name: 'shell',
    command: '/bin/sh',
    args: ['-c', script],
    env,
    logFile: log(),
    stopSignal: 'SIGTERM',
  });
  started.push(child);
  return child;
}
const says = (text: string) => waitUntil(() => existsSync(log()) && readFileSync(log(), 'utf8').includes(text), SOON);

describe('a process of ours', () => {
  it('S3: knows what it is told and nothing of ours', async () => {
    process.env['BANK_SPEC_SECRET'] = 'hush';
    const child = await startShell('env', { TOLD: 'yes' });
    delete process.env['BANK_SPEC_SECRET'];
    expect(await child.exited).toEqual({ code: 0, signal: null });
    expect(readFileSync(log(), 'utf8')).toContain('TOLD=yes');
    expect(readFileSync(log(), 'utf8')).not.toContain('hush');
  });

  it('ends in good order when it obeys', async () => {
    const child = await startShell('trap "echo bye; exit 3" TERM; echo up; while :; do sleep 0.05; done');
    await says('up');
    await child.stop(10_000);
    expect(await child.exited).toEqual({ code: 3, signal: null });
    await child.stop(10_000);
  });

  it('ends by force, with all it started, when it does not', async () => {
    const child = await startShell('trap "" TERM; sleep 1000 & echo up $!; while :; do wait; done');
    await says('up');
    const [grandchild] = [Number(/up (\d+)/.exec(readFileSync(log(), 'utf8'))?.[1])];
    await child.stop(100);
    expect(await child.exited).toMatchObject({ signal: 'SIGKILL' });
    expect(await waitUntil(() => processIdentity(grandchild) === undefined, SOON)).toBe(true);
  });

  it('that cannot be started is an error at once', async () => {
    const spec = {
      name: 'x',
      command: join(folder, 'none'),
      args: [],
      env: {},
      logFile: log(),
      stopSignal: 'SIGTERM',
    } as const;
    await expect(startChild(spec)).rejects.toThrow('ENOENT');
  });
});

describe('a leash', () => {
  /** Its own process, as only its death draws the leash. */
  const strangle = (pid: number, toRemove: string) => {
    const module = new URL('./leash.ts', import.meta.url).href;
    const program = `import { leash } from ${JSON.stringify(module)}; leash(${pid}, 'SIGTERM', ${JSON.stringify(toRemove)}); console.log('held'); setInterval(() => {}, 1000);`;
    return spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {},
    });
  };
  const holds = (holder: ChildProcess) => new Promise((resolve) => holder.stdout?.once('data', resolve));

  it('ends the process and removes its folder when its holder was killed', async () => {
    const data = join(folder, 'data');
    mkdirSync(data);
    const child = await startShell('while :; do sleep 0.05; done');
    const identity = processIdentity(child.pid)!;
    const holder = strangle(child.pid, data);
    await holds(holder);
    expect(isRunning(identity)).toBe(true);
    holder.kill('SIGKILL');
    expect(await waitUntil(() => !isRunning(identity) && !existsSync(data), SOON)).toBe(true);
  });

  it('does nothing once it has been let go', async () => {
    const child = await startShell('while :; do sleep 0.05; done');
    leash(child.pid, 'SIGTERM', folder)();
    expect(child.hasExited()).toBe(false);
    expect(existsSync(folder)).toBe(true);
  });
});

it('a process is told from a later one with the same number', () => {
  const identity = processIdentity(process.pid);
  expect(identity).toMatch(new RegExp(`^${process.pid}:.`));
  expect(isRunning(identity!)).toBe(true);
  expect(isRunning(`${process.pid}:1`)).toBe(false);
  expect(processIdentity(2 ** 22 + 1)).toBeUndefined();
});
