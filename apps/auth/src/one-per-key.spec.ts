import { describe, expect, it } from '@jest/globals';
import { NoTurn } from './domain/turn.js';
import { OnePerKey } from './one-per-key.js';

/** Work that ends when it is told to. */
function task() {
  let finish = () => {};
  const done = new Promise<void>((resolve) => (finish = resolve));
  return { finish, done };
}

const soon = () => performance.now() + 1_000;

describe('one at a time per caller number', () => {
  it('does the work of one key in order, and of different keys at once', async () => {
    const turns = new OnePerKey();
    const order: string[] = [];
    const first = task();
    const all = [
      turns.run('a', soon(), async () => (await first.done, order.push('a1'))),
      turns.run('a', soon(), async () => order.push('a2')),
      turns.run('b', soon(), async () => order.push('b1')),
    ];
    await all[2];
    first.finish();
    await Promise.all(all);
    expect(order).toEqual(['b1', 'a1', 'a2']);
  });

  it('turns away who waits too long, and lets the next one in afterwards', async () => {
    const turns = new OnePerKey();
    const first = task();
    const running = turns.run('a', soon(), () => first.done);
    let begun = false;
    await expect(turns.run('a', performance.now() + 10, async () => (begun = true))).rejects.toThrow(NoTurn);
    expect(begun).toBe(false);
    first.finish();
    await running;
    expect(await turns.run('a', soon(), async () => 'in')).toBe('in');
  });

  it('goes on after work that failed', async () => {
    const turns = new OnePerKey();
    const failed = turns.run('a', soon(), async () => Promise.reject(new Error('lost')));
    const next = turns.run('a', soon(), async () => 'in');
    await expect(failed).rejects.toThrow('lost');
    expect(await next).toBe('in');
  });
});
