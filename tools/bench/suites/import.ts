import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { startPlatform } from '../platform.js';
import type { Progress } from '../progress.js';
import { formatTable, perSecond } from '../table.js';

/** IMPORT_ROWS asks for another number than a million. */
const ROWS = Number(process.env['IMPORT_ROWS'] ?? 1_000_000);
const CARDS = 10_000;
const SAMPLE_MS = 500;

/** A million card transactions through `npm run import`: rows a second, and the importer's memory on the way. */
export async function benchImport(progress: Progress): Promise<string> {
  progress('starting the platform');
  const platform = await startPlatform();
  try {
    const file = join(platform.dataDir, 'card-transactions.ndjson');
    progress(`writing ${ROWS} rows`);
    await writeRows(file);
    const rows = [['--on-error', 'rows', 'time', 'rate', 'peak memory', 'after 10 %', 'at the end']];
    for (const onError of ['skip', 'refuse']) {
      progress(`importing with --on-error ${onError}`);
      const { seconds, peak, early, late } = await load(file, onError, platform, progress);
      const rate = perSecond(ROWS / seconds);
      rows.push([onError, String(ROWS), `${seconds.toFixed(0)} s`, rate, ...[peak, early, late].map(megabytes)]);
    }
    await rm(file);
    return formatTable(rows);
  } finally {
    progress('stopping');
    await platform.stop();
  }
}

const megabytes = (kilobytes: number) => `${(kilobytes / 1_024).toFixed(0)} MB`;

async function writeRows(file: string): Promise<void> {
  const stream = createWriteStream(file);
  for (let at = 0; at < ROWS; at += 1) {
    const row = {
      sourceId: `2026/${at}`,
      cardSourceId: `card-${at % CARDS}`,
      date: `2026-${String(1 + (at % 12)).padStart(2, '0')}-${String(1 + (at % 28)).padStart(2, '0')}`,
      amountMinor: String(-1 - (at % 1_000_000)),
      currency: 'ALL',
      description: `Supermarket no. ${at % 977}, Tiranë`,
      state: 'posted',
    };
    if (!stream.write(`${JSON.stringify(row)}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
}

async function load(
  file: string,
  onError: string,
  { natsUrl, dataDir }: { natsUrl: string; dataDir: string },
  progress: Progress,
): Promise<{ seconds: number; peak: number; early: number; late: number }> {
  const main = fileURLToPath(new URL('../../import/main.js', import.meta.url));
  const env = { PATH: process.env['PATH'], NATS_URL: natsUrl, DATA_DIR: dataDir };
  const began = performance.now();
  const child = spawn(process.execPath, [main, file, '--on-error', onError], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const samples: number[] = [];
  let peak = 0;
  const timer = setInterval(() => {
    samples.push(memoryOf(child.pid, 'VmRSS'));
    peak = Math.max(peak, memoryOf(child.pid, 'VmHWM'));
  }, SAMPLE_MS);
  child.stderr.on('data', (said) => progress(String(said).trim()));
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`the import failed: ${said}`);
  const at = (share: number) => samples[Math.floor((samples.length - 2) * share)] ?? NaN;
  return { seconds: (performance.now() - began) / 1_000, peak, early: at(0.1), late: at(1) };
}

/** In KB; 0 once the process is gone. */
function memoryOf(pid: number | undefined, field: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
