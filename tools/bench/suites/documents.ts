import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DocumentJob, DocumentResult } from '../load/make-documents.js';
import { sendLargeStatement } from '../load/large-statement.js';
import type { Progress } from '../progress.js';
import { formatTable, milliseconds } from '../table.js';

const PAGE = 25;
const LARGE = 100_000;

const JOBS: Record<string, DocumentJob> = {
  'one page, not encrypted': { what: 'pdf', movements: PAGE, documents: 400, warmUp: 100 },
  'one page, AES-256 revision 5': { what: 'pdf', revision: 5, movements: PAGE, documents: 400, warmUp: 100 },
  'one page, AES-256 revision 6': { what: 'pdf', revision: 6, movements: PAGE, documents: 400, warmUp: 100 },
  '100,000 movements, PDF': { what: 'pdf', revision: 5, movements: LARGE, documents: 1, warmUp: 0 },
  '100,000 movements, CSV': { what: 'csv', movements: LARGE, documents: 1, warmUp: 0 },
};

/** What statements cost in time and memory: of one page, and of 100,000 movements. Each kind in a process of its own; the last by the running services, after 300 small ones. */
export async function benchDocuments(progress: Progress): Promise<string> {
  const rows = [['statement', 'CPU', 'time', 'process memory', 'longest block']];
  for (const [name, job] of Object.entries(JOBS)) {
    progress(name);
    const { cpuMs, wallMs, residentBytes, longestBlockMs } = await make(job);
    rows.push([
      name,
      milliseconds(cpuMs),
      milliseconds(wallMs),
      megabytes(residentBytes),
      milliseconds(longestBlockMs),
    ]);
  }
  progress('100,000 movements, by e-mail');
  const { cpuMs, wallMs, residentBytes } = await sendLargeStatement(LARGE);
  rows.push(['100,000 movements, by e-mail', milliseconds(cpuMs), milliseconds(wallMs), megabytes(residentBytes), '']);
  return formatTable(rows);
}

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MB`;

/** @throws Error when it fails. */
function make(job: DocumentJob): Promise<DocumentResult> {
  const child = fork(fileURLToPath(new URL('../load/make-documents.js', import.meta.url)));
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as DocumentResult));
    child.once('exit', (code) => reject(new Error(`making documents ended with ${String(code)}`)));
    child.send(job);
  });
}
