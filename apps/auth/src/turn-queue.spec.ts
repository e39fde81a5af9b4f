import { describe, expect, it } from '@jest/globals';
import { NoTurn, type Turn } from './domain/turn.js';
import { PATIENT, TurnQueue } from './turn-queue.js';

const LIMITS = { atOnce: 2, maxWaiting: 16 };

/** A queue whose hashes end when the test says so, in the order they began. */
function queueOf(limits = LIMITS) {
  const queue = new TurnQueue(limits);
  const began: string[] = [];
  const ends: (() => void)[] = [];
  const add = (name: string, priority: Turn['priority'] | 'patient', waitMs = 2_000) =>
    queue.run(priority === 'patient' ? PATIENT : { priority, notAfter: performance.now() + waitMs }, () => {
      began.push(name);
      return new Promise<string>((resolve) => ends.push(() => resolve(name)));
    });
  /** Ends the hash begun longest ago, and lets the next begin. */
  const endOne = async () => {
    ends.shift()?.();
    await new Promise(setImmediate);
  };
  return { began, add, endOne };
}

describe('S15: hashing starves nobody', () => {
  it('does as many at once as there are cores, own numbers first, background last', async () => {
    const { began, add, endOne } = queueOf();
    const all = [add('1', 'other'), add('2', 'other'), add('3', 'patient'), add('4', 'other'), add('5', 'own')];
    await new Promise(setImmediate);
    expect(began).toEqual(['1', '2']);
    for (let i = 0; i < 5; i++) await endOne();
    expect(began).toEqual(['1', '2', '5', '4', '3']);
    await Promise.all(all);
  });

  it('lets 16 wait and refuses the 17th at once', async () => {
    const { began, add, endOne } = queueOf();
    const taken = Array.from({ length: 18 }, (_, i) => add(String(i), 'own'));
    await expect(add('one too many', 'own')).rejects.toThrow(NoTurn);
    for (let i = 0; i < 18; i++) await endOne();
    await Promise.all(taken);
    expect(began).toHaveLength(18);
  });

  it('gives an own number the place of the latest other when it is full', async () => {
    const { began, add, endOne } = queueOf({ ...LIMITS, atOnce: 1, maxWaiting: 2 });
    const first = add('running', 'other');
    const kept = add('kept', 'other');
    const pushed = add('pushed out', 'other');
    const own = add('own', 'own');
    await expect(pushed).rejects.toThrow(NoTurn);
    for (let i = 0; i < 3; i++) await endOne();
    await Promise.all([first, kept, own]);
    expect(began).toEqual(['running', 'own', 'kept']);
  });

  it('refuses who waited too long; the work was not begun', async () => {
    const { began, add, endOne } = queueOf({ ...LIMITS, atOnce: 1 });
    const first = add('running', 'own');
    await expect(add('late', 'own', 10)).rejects.toThrow('too late');
    await endOne();
    await first;
    expect(began).toEqual(['running']);
  });

  it('lets background work wait as long as it takes, without taking a place', async () => {
    const { began, add, endOne } = queueOf({ atOnce: 1, maxWaiting: 1 });
    const first = add('running', 'own');
    const background = Array.from({ length: 50 }, (_, i) => add(`b${i}`, 'patient'));
    await expect(add('late', 'own', 10)).rejects.toThrow('too late');
    for (let i = 0; i < 51; i++) await endOne();
    await Promise.all([first, ...background]);
    expect(began).toHaveLength(51);
  });

  it('goes on after a hash that failed', async () => {
    const queue = new TurnQueue({ ...LIMITS, atOnce: 1 });
    await expect(
      queue.run({ priority: 'own', notAfter: Infinity }, async () => Promise.reject(new Error('lost'))),
    ).rejects.toThrow('lost');
    expect(await queue.run({ priority: 'own', notAfter: Infinity }, async () => 'done')).toBe('done');
  });
});
