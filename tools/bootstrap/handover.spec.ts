import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, processIdentity } from '../start/processes/identity.js';
import { waitUntil } from '../start/processes/wait-until.js';

const MODULE = new URL('./handover.mjs', import.meta.url).href;
const SOON = { withinMs: 30_000 };
let folder: string;
let note: string;
let first: ChildProcess;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handover-'));
  note = join(folder, 'note');
});
afterEach(() => {
  first.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A program that hands over to a second one, which writes down its number, and what `script` says. */
function begin(script: string, options = '{}', env: Record<string, string> = {}): void {
  const second = `require('fs').writeFileSync(${JSON.stringify(note)}, String(process.pid)); ${script}`;
  const program = `import { handOver } from ${JSON.stringify(MODULE)}; await handOver(process.execPath, ['-e', ${JSON.stringify(second)}], ${options});`;
  first = spawn(process.execPath, ['--input-type=module', '-e', program], { env, stdio: 'ignore' });
}
async function secondIdentity(): Promise<string> {
  expect(await waitUntil(() => existsSync(note) && readFileSync(note, 'utf8') !== '', SOON)).toBe(true);
  return processIdentity(Number(readFileSync(note, 'utf8')))!;
}
const WAITS = 'setInterval(() => {}, 1000);';

describe('the Node that came with the dependencies goes on', () => {
  it('and the command ends as it ends', async () => {
    begin('process.exit(7)');
    expect(await once(first, 'exit')).toEqual([7, null]);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('is told of %s, and waited for', async (signal, code) => {
    begin(WAITS);
    const second = await secondIdentity();
    first.kill(signal);
    expect(await once(first, 'exit')).toEqual([code, null]);
    expect(isRunning(second)).toBe(false);
  });

  it('notices, by the channel, that the one before it was killed', async () => {
    begin(`process.on('disconnect', () => process.exit()); ${WAITS}`, '{ channel: true }');
    const second = await secondIdentity();
    first.kill('SIGKILL');
    expect(await waitUntil(() => !isRunning(second), SOON)).toBe(true);
  });
});
