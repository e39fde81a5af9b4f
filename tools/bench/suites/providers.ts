import { setTimeout as sleep } from 'node:timers/promises';
import type { PhoneLine } from '../../call/phone-line.js';
import { stageFor, WAYS } from '../../call/stages.js';
import { startPlatform } from '../platform.js';
import type { Progress } from '../progress.js';
import { formatTable, milliseconds, percentile } from '../table.js';

/** Calls under way, each of which presses a key a second. */
const CALLS = 50;
const KEYS_PER_CALL = 12;
const THINKING_MS = 1_000;
const CALLER = '+355690000001';

/** Language, individual; then to the choice of identification and back, which asks no service. */
const TO_THE_MENU = ['2', '1'];
const THERE_AND_BACK = ['2', '8'];

/** From a key to the document that answers it, over every provider, with 50 calls under way; no PIN is keyed in. */
export async function benchProviders(progress: Progress): Promise<string> {
  progress('starting the platform');
  const platform = await startPlatform();
  const environment = { ...process.env, DATA_DIR: platform.dataDir, AGI_PORT: platform.agiPort };
  try {
    const rows = [['provider', 'steps', 'median', 'p99', 'longest']];
    // What is compiled once is not what callers wait for, and the first provider must not pay for all.
    progress('warming up');
    await calls(() => stageFor({ via: 'twilio', gateway: platform.gateway }, environment).dial(CALLER), CALLS, 4);
    for (const via of WAYS) {
      if (via === 'engine') continue;
      progress(`${via}: ${CALLS} calls`);
      const stage = stageFor({ via, gateway: platform.gateway }, environment);
      await calls(() => stage.dial(CALLER), 5, 4);
      const times = await calls(() => stage.dial(CALLER), CALLS, KEYS_PER_CALL);
      progress(`${via}: p99 ${milliseconds(percentile(times, 0.99))}`);
      rows.push([
        via,
        String(times.length),
        milliseconds(percentile(times, 0.5)),
        milliseconds(percentile(times, 0.99)),
        milliseconds(Math.max(...times)),
      ]);
    }
    return formatTable(rows);
  } finally {
    progress('stopping');
    await platform.stop();
  }
}

/** @returns how long each step took, in milliseconds. */
async function calls(dial: () => PhoneLine, count: number, keys: number): Promise<number[]> {
  const times = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      // People do not press in step.
      await sleep((index * THINKING_MS) / count);
      return call(dial(), keys);
    }),
  );
  return times.flat();
}

async function call(line: PhoneLine, keys: number): Promise<number[]> {
  const times: number[] = [];
  const timed = async (step: () => Promise<unknown>) => {
    const began = performance.now();
    await step();
    times.push(performance.now() - began);
    await sleep(THINKING_MS);
  };
  await timed(() => line.start());
  for (const key of TO_THE_MENU) await timed(() => line.press(key));
  for (let pressed = 0; pressed < keys; pressed++)
    await timed(() => line.press(THERE_AND_BACK[pressed % THERE_AND_BACK.length] ?? ''));
  await line.hangUp();
  return times;
}
