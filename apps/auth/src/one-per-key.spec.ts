import { describe, expect, it } from '@jest/globals';
import { NoTurn } from './domain/verification-records.js';
import { OnePerKey } from './one-per-key.js';

/** Work that ends when it is told to. */
function task() {
  let finish = () => {};
  const done = new Promise<void>((resolve) => (finish = resolve));
  return { finish, done };
}

describe('one at a time per caller number', () => {
  it('does the work of one key in order, and of different keys at once', async () => {
    const turns = new OnePerKey(1_000);
    const order: string[] = [];
    const first = task();
    const all = [
      turns.run('a', async () => (await first.done, order.push('a1'))),
      turns.run('a', async () => order.push('a2')),
      turns.run('b', async () => order.push('b1')),
    ];
    await all[2];
    first.finish();
    await Promise.all(all);
    expect(order).toEqual(['b1', 'a1', 'a2']);
  });

  it('turns away who waits too long, and lets the next one in afterwards', async () => {
    const turns = new OnePerKey(10);
    const first = task();
    const running = turns.run('a', () => first.done);
    let begun = false;
    await expect(turns.run('a', async () => (begun = true))).rejects.toThrow(NoTurn);
    expect(begun).toBe(false);
    first.finish();
    await running;
    expect(await turns.run('a', async () => 'in')).toBe('in');
  });

  it('goes on after work that failed', async () => {
    const turns = new OnePerKey(1_000);
    const failed = turns.run('a', async () => Promise.reject(new Error('lost')));
    const next = turns.run('a', async () => 'in');
    await expect(failed).rejects.toThrow('lost');
    expect(await next).toBe('in');
  });
});
