import { monitorEventLoopDelay } from 'node:perf_hooks';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeMovementsCsv } from '../../../apps/notifications/src/documents/movements-csv.js';
import type { Movement, StatementDocument } from '../../../apps/notifications/src/documents/statement-document.js';
import { writeStatementPdf } from '../../../apps/notifications/src/documents/statement-pdf.js';

/** What is to be made: so many statements, one after the other, of so many movements each. */
export interface DocumentJob {
  readonly what: 'pdf' | 'csv';
  /** How the PDF's password leads to its key; undefined: not encrypted. */
  readonly revision?: 5 | 6;
  readonly movements: number;
  readonly documents: number;
  /** Made before, and not measured. */
  readonly warmUp: number;
}

export interface DocumentResult {
  /** For each document. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** The most the process ever had. */
  readonly residentBytes: number;
  /** The longest that anything else would have waited. */
  readonly longestBlockMs: number;
}

const OPENING_MINOR = 12_345_678n;

/** Movements as they would come from a cursor: made when they are asked for, kept by nobody. */
function* movements(count: number): Generator<Movement> {
  for (let index = 0; index < count; index += 1) {
    yield {
      date: new Date(Date.UTC(2026, 9, 23 + Math.floor((index * 30) / count))).toISOString().slice(0, 10),
      description: `DYQAN USHQIMORE TIRANË ${index % 99_991} Çarshia`,
      amountMinor: (index % 5 === 0 ? 4n : -1n) * BigInt(1_000 + ((index * 7_919) % 2_500_000)),
    };
  }
}

function statement(count: number, closingBalanceMinor: bigint): StatementDocument {
  return {
    language: 'sq',
    bankName: 'Banka Demo',
    holderName: 'Klienti A',
    accountLastFour: '1001',
    accountType: 'current',
    currency: 'ALL',
    periodStart: '2026-10-23',
    periodEnd: '2026-11-22',
    openingBalanceMinor: OPENING_MINOR,
    closingBalanceMinor,
    movementCount: count,
    movements: (async function* () {
      yield* movements(count);
    })(),
    generatedAt: new Date(),
  };
}

async function measure(job: DocumentJob, folder: string): Promise<DocumentResult> {
  let closingMinor = OPENING_MINOR;
  for (const { amountMinor } of movements(job.movements)) closingMinor += amountMinor;
  const make = async () => {
    const out = createWriteStream(join(folder, 'document'));
    const document = statement(job.movements, closingMinor);
    if (job.what === 'csv') return writeMovementsCsv(document, out);
    return writeStatementPdf(document, out, job.revision && 'kitara me gjashte tela', job.revision);
  };
  for (let made = 0; made < job.warmUp; made += 1) await make();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  for (let made = 0; made < job.documents; made += 1) await make();
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpuMs: (user + system) / 1_000 / job.documents,
    wallMs: (performance.now() - began) / job.documents,
    residentBytes: process.resourceUsage().maxRSS * 1_024,
    longestBlockMs: delay.max / 1e6,
  };
}

const [job] = (await once(process, 'message')) as [DocumentJob];
const folder = await mkdtemp(join(tmpdir(), 'bench-documents-'));
try {
  process.send?.(await measure(job, folder));
} finally {
  await rm(folder, { recursive: true });
  process.disconnect();
}
