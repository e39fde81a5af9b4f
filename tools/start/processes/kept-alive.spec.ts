import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Child, Exit } from './child.js';
import { KeptAlive, restartDelayMs } from './kept-alive.js';

/** A process that ends when told to. */
class StandIn implements Child {
  readonly name = 'auth';
  readonly logFile = '/logs/auth.log';
  private end!: (exit: Exit) => void;
  readonly exited = new Promise<Exit>((resolve) => (this.end = resolve));
  private ended = false;
  constructor(readonly pid: number) {}
  hasExited = () => this.ended;
  crash(exit: Exit = { code: null, signal: 'SIGKILL' }): void {
    this.ended = true;
    this.end(exit);
  }
  stop = async () => this.crash({ code: 0, signal: null });
  kill = async () => this.crash();
}

let children: StandIn[];
let failing: Error | undefined;
let said: string[];
let running: Set<number>;
let kept: KeptAlive;
const latest = () => children.at(-1)!;

beforeEach(() => {
  jest.useFakeTimers();
  [children, failing, said, running] = [[], undefined, [], new Set()];
  kept = new KeptAlive({
    name: 'auth',
    start: async () => {
      if (failing) throw failing;
      children.push(new StandIn(children.length + 1));
      return latest();
    },
    say: (line) => said.push(line),
    started: (pid) => running.add(pid),
    ended: (pid) => running.delete(pid),
  });
});
afterEach(() => {
  jest.useRealTimers();
});

async function begin(): Promise<void> {
  await kept.start();
  kept.guard();
}

async function crash(exit?: Exit): Promise<void> {
  latest().crash(exit);
  await jest.advanceTimersByTimeAsync(0);
}

describe('a process that ends unasked', () => {
  it('before it was ready is a failed start, and not tried again', async () => {
    await kept.start();
    await crash();
    await jest.advanceTimersByTimeAsync(60_000);
    expect([children.length, said.length, running.size]).toEqual([1, 0, 0]);
  });

  it('in the very moment it became ready is started again too', async () => {
    await kept.start();
    await crash();
    kept.guard();
    await jest.advanceTimersByTimeAsync(200);
    expect([...running]).toEqual([2]);
  });

  it('is started again, and said to be', async () => {
    await begin();
    await crash();
    expect(said).toEqual(['! auth ended (signal SIGKILL, see /logs/auth.log); starting it again in 0.2 s']);
    expect(running.size).toBe(0);
    await jest.advanceTimersByTimeAsync(200);
    expect([...running]).toEqual([2]);
  });

  it('waits longer each time it ends at once, and never more than half a minute', async () => {
    expect([1, 2, 3, 4, 8, 9, 50].map(restartDelayMs)).toEqual([200, 400, 800, 1_600, 25_600, 30_000, 30_000]);
    await begin();
    for (const delayMs of [200, 400, 800]) {
      await crash({ code: 1, signal: null });
      await jest.advanceTimersByTimeAsync(delayMs - 1);
      const before = children.length;
      await jest.advanceTimersByTimeAsync(1);
      expect(children.length).toBe(before + 1);
    }
  });

  it('is forgiven what lies before a minute of good service', async () => {
    await begin();
    await crash();
    await jest.advanceTimersByTimeAsync(200);
    await jest.advanceTimersByTimeAsync(61_000);
    await crash();
    expect(said.at(-1)).toContain('starting it again in 0.2 s');
  });

  it('is tried for ever, each failure told in a sentence', async () => {
    await begin();
    failing = new Error('no room');
    await crash();
    await jest.advanceTimersByTimeAsync(200);
    expect(said.at(-1)).toMatch(/auth does not start: .*no room.*; starting it again in 0\.4 s/);
    failing = undefined;
    await jest.advanceTimersByTimeAsync(400);
    expect([...running]).toEqual([2]);
  });
});

describe('a stop', () => {
  it('is not taken for a crash', async () => {
    await begin();
    await kept.stop(1_000);
    await jest.advanceTimersByTimeAsync(60_000);
    expect([children.length, said.length, running.size]).toEqual([1, 0, 0]);
  });

  it('in the wait before the next start ends that wait', async () => {
    await begin();
    await crash();
    await kept.stop(1_000);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(children.length).toBe(1);
    await expect(kept.start()).rejects.toThrow('auth is being stopped');
  });

  it('of what never started is no failure', async () => {
    failing = new Error('no room');
    await expect(kept.start()).rejects.toThrow('no room');
    await kept.stop(1_000);
  });
});
