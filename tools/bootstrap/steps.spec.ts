import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Steps } from './steps.mjs';

let written: string;
const output = (isTTY: boolean) => ({ isTTY, write: (text: string) => (written += text) });

beforeEach(() => {
  written = '';
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('progress of every step that takes more than a second', () => {
  it('tells a quick step once, when it is done', async () => {
    await new Steps(output(false)).step('building', () => Promise.resolve());
    expect(written).toBe('✓ building (0.0 s)\n');
  });

  it('names a slow step after a second, and its time at the end', async () => {
    const work = new Steps(output(false)).step(
      'installing',
      () => new Promise((resolve) => setTimeout(resolve, 3_200)),
    );
    await jest.advanceTimersByTimeAsync(999);
    expect(written).toBe('');
    await jest.advanceTimersByTimeAsync(1);
    expect(written).toBe('… installing\n');
    await jest.advanceTimersByTimeAsync(2_200);
    await work;
    expect(written).toBe('… installing\n✓ installing (3.2 s)\n');
  });

  it('turns on a terminal, and leaves whole lines only', async () => {
    const steps = new Steps(output(true));
    const work = steps.step('installing', () => new Promise((resolve) => setTimeout(resolve, 500)));
    await jest.advanceTimersByTimeAsync(200);
    expect(written).toMatch(/\r\S*[⠋-⠿] installing$/);
    steps.say('a note');
    expect(written).toMatch(/2Ka note\n$/);
    await jest.advanceTimersByTimeAsync(300);
    await work;
    expect(written).toContain(`2K✓ installing (0.5 s)\n`);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('passes a failure on without a word of its own', async () => {
    const work = new Steps(output(false)).step('building', () => Promise.reject(new Error('no')));
    await expect(work).rejects.toThrow('no');
    expect(written).toBe('');
    expect(jest.getTimerCount()).toBe(0);
  });
});
