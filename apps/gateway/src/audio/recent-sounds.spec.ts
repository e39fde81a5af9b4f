import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RecentSounds, type Sound } from './recent-sounds.js';

const sound = (bytes: number): Sound => ({ wav: Buffer.alloc(bytes), tag: 'tag', asIntended: true });

describe('sounds kept in memory', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('the one not asked for the longest goes when there is no room', () => {
    const recent = new RecentSounds(250);
    recent.put('a', sound(100));
    recent.put('b', sound(100));
    recent.get('a');
    recent.put('c', sound(100));
    expect([recent.get('a'), recent.get('b'), recent.get('c')].map(Boolean)).toEqual([true, false, true]);
  });

  it('one larger than the whole is not kept and pushes nothing out', () => {
    const recent = new RecentSounds(250);
    recent.put('a', sound(100));
    recent.put('huge', sound(251));
    expect([recent.get('a'), recent.get('huge')].map(Boolean)).toEqual([true, false]);
  });

  it('a client’s sentence is forgotten when its life ends, asked for or not', () => {
    const recent = new RecentSounds(250);
    recent.put('said', sound(200), 60_000);
    jest.advanceTimersByTime(59_999);
    expect(recent.get('said')).toBeDefined();
    jest.advanceTimersByTime(1);
    expect(recent.get('said')).toBeUndefined();
    recent.put('b', sound(200));
    expect(recent.get('b')).toBeDefined();
  });

  it('one kept again counts once and lives anew', () => {
    const recent = new RecentSounds(250);
    recent.put('a', sound(200), 1_000);
    recent.put('a', sound(150), 5_000);
    recent.put('b', sound(100));
    jest.advanceTimersByTime(2_000);
    expect([recent.get('a'), recent.get('b')].map(Boolean)).toEqual([true, true]);
  });
});
