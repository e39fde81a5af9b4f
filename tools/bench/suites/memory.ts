import { runLoad } from '../load/run-load.js';
import { startPlatform } from '../platform.js';
import type { Progress } from '../progress.js';
import { formatTable } from '../table.js';

const CALLS = 10_000;

/** What calls under way cost the gateway in memory: 10,000 calls led to the main menu, and none of them ended. */
export async function benchMemory(progress: Progress): Promise<string> {
  progress('starting the platform');
  const platform = await startPlatform();
  const lead = (calls: number) =>
    runLoad({
      target: { origin: platform.gateway, entry: '/telephony/twilio/call', authToken: 'demo-twilio-auth-token' },
      callers: ['+355690000001'],
      calls,
      leadIn: ['2', '1'],
      leadInAtOnce: 16,
      keys: ['2', '8'],
      stepsPerCall: 400,
      seconds: 1,
      stepsPerSecond: 20,
    });
  try {
    progress('warming up');
    await lead(1_000);
    const before = await memoryOf(platform.gatewayHealth);
    progress(`leading ${CALLS} calls to the main menu`);
    await lead(CALLS);
    const after = await memoryOf(platform.gatewayHealth);
    const perCall = (after - before) / CALLS / 1_024;
    return formatTable([
      ['gateway', 'before', `with ${CALLS} calls under way`, 'per call'],
      ['resident memory', megabytes(before), megabytes(after), `${perCall.toFixed(1)} KB`],
    ]);
  } finally {
    progress('stopping');
    await platform.stop();
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MB`;

async function memoryOf(health: string): Promise<number> {
  const metrics = await (await fetch(`${health}/metrics`)).text();
  const value = /^process_resident_memory_bytes(?:\{[^}]*\})? (\S+)$/m.exec(metrics)?.[1];
  if (value === undefined) throw new Error('the gateway tells no process_resident_memory_bytes');
  return Number(value);
}
