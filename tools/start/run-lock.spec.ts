import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, processIdentity } from './processes/identity.js';
import { RunLock } from './run-lock.js';

let folder: string;
let file: string;
let other: ChildProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  file = join(folder, 'run.json');
  other = spawn('sleep', ['1000']);
  await once(other, 'spawn');
});
afterEach(() => {
  other.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});
const DEAD = `${process.pid}:1`;
const note = (supervisor: string, children: string[], stopping = false) =>
  writeFileSync(file, JSON.stringify({ supervisor, children, stopping }));

describe('one running copy for each data folder', () => {
  it('refuses a second one while the first runs', async () => {
    const lock = await RunLock.claim(file);
    await expect(RunLock.claim(file)).rejects.toThrow(
      `This bank is already running (process ${process.pid}): stop that one, or start this one with another DATA_DIR and other ports.`,
    );
    lock.release();
    expect(existsSync(file)).toBe(false);
    await RunLock.claim(file);
  });

  it('waits for one that is just being stopped', async () => {
    note(processIdentity(other.pid!)!, [], true);
    const claimed = RunLock.claim(file);
    other.kill('SIGTERM');
    await claimed;
    expect(other.signalCode ?? (await once(other, 'exit'))[1]).toBe('SIGTERM');
  });

  it('takes over from one that was killed, and ends what that left behind', async () => {
    const left = processIdentity(other.pid!)!;
    note(DEAD, [left]);
    await RunLock.claim(file);
    expect(isRunning(left)).toBe(false);
  });

  it('leaves a process alone that merely has the number of one left behind', async () => {
    note(DEAD, [`${other.pid}:1`]);
    await RunLock.claim(file);
    expect(other.exitCode ?? other.signalCode).toBeNull();
  });

  it.each(['', '{', '{"supervisor":1}'])('takes over from one whose note is cut short: %j', async (text) => {
    writeFileSync(file, text);
    await RunLock.claim(file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      supervisor: processIdentity(process.pid),
      children: [],
      stopping: false,
    });
  });

  it('notes the processes that run', async () => {
    const lock = await RunLock.claim(file);
    const children = () => (JSON.parse(readFileSync(file, 'utf8')) as { children: string[] }).children;
    lock.add(other.pid!);
    expect(children()).toEqual([processIdentity(other.pid!)]);
    lock.remove(other.pid!);
    expect(children()).toEqual([]);
  });

  it('says where nothing can be written', async () => {
    await expect(RunLock.claim(join(folder, 'none', 'run.json'))).rejects.toThrow(
      /Nothing can be written beside .*ENOENT/,
    );
  });
});
