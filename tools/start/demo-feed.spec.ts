import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { DemoFeed } from './demo-feed.js';

const FIVE_MINUTES = 5 * 60_000;
let loads: number;
let fails: boolean;
let said: string[];
let feed: DemoFeed;
beforeEach(() => {
  jest.useFakeTimers();
  [loads, fails, said] = [0, false, []];
  const load = async () => {
    loads++;
    if (fails) throw new Error('the bus is away');
  };
  feed = new DemoFeed(load, (line) => said.push(line));
});
afterEach(() => {
  jest.useRealTimers();
});

it("loads at once and every five minutes, so that the demo's data are never too old to be told", async () => {
  await feed.start();
  expect(loads).toBe(1);
  await jest.advanceTimersByTimeAsync(3 * FIVE_MINUTES);
  expect(loads).toBe(4);
});

it('leaves the failure of the first loading to the start', async () => {
  fails = true;
  await expect(feed.start()).rejects.toThrow('the bus is away');
  expect(jest.getTimerCount()).toBe(0);
});

it('tells of a later failure and goes on', async () => {
  await feed.start();
  fails = true;
  await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
  expect(said).toEqual([expect.stringContaining('the bus is away')]);
  fails = false;
  await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
  expect([loads, said.length]).toEqual([3, 1]);
});

it('ends when stopped', async () => {
  await feed.start();
  feed.stop();
  await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
  expect(loads).toBe(1);
});
