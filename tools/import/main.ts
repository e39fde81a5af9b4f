import {
  ImportFileError,
  ImportFormat,
  importFile,
  ImportKind,
  type ImportReport,
  type ImportStatus,
  OnError,
  type SendRows,
  UploadFolder,
} from '#libs/bank-import';
import { ConfirmAccounts, ConfirmCards } from '#libs/contracts';
import { ask, connectToBus, RequestRefused, ServiceUnavailable } from '#libs/messaging';
import type { NatsConnection } from '@nats-io/transport-node';
import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { orOneSentence, Problem } from '../bootstrap/problem.mjs';
import { accessToBus } from '../start/access-to-bus.js';
import { places, readStartSettings } from '../start/settings.js';
import { UploadsLoader } from './load-uploads.js';
import { sendingOver } from './send-rows.js';

const USAGE = `npm run import -- <file>     loads a file of the bank's data; docs/import.md shows each kind

  --kind <kind>                ${ImportKind.options.join(', ')}; default: as the file's name begins
  --format <ndjson|csv>        default: as the file's name ends
  --on-error <refuse|skip>     refuse: one bad row, and nothing of the file is stored (default); skip: bad rows are left out
  --resume                     goes on where an import of this file was cut short
  --confirm                    afterwards, what the service holds is right as of the beginning of this import

npm run import -- --uploads    checks what is uploaded to the administration and loads what a second person approved, until
                               it is stopped (npm start runs it); with --once until nothing is left to do`;

const CONNECT_MS = 3_000;

/** What `npm run import` does. */
async function main(): Promise<void> {
  const values = parsed();
  const settings = readStartSettings(process.env, process.cwd());
  const bus = await connected(connectToBus(accessToBus('importer', settings, process.env), 'import'));
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const { imports, keysOf, uploads } = places(settings.dataDir);
  const send = sendingOver(bus, keysOf('importer'));
  if (!values.uploads) return loadOne(typed(values), { bus, send, imports, stop });
  const parts = {
    folder: new UploadFolder(process.env['ADMIN_IMPORTS_DIR'] || uploads),
    work: join(imports, 'uploads'),
    send,
    confirm: (kind: ImportKind, asOf: Date) => confirmKind(bus, kind, asOf),
    say: (line: string) => console.log(`${new Date().toISOString()} ${line}`),
  };
  try {
    await new UploadsLoader(parts).run(stop.signal, { once: values.once });
  } finally {
    await bus.close();
  }
}

/** Where one file is loaded to. */
interface Place {
  readonly bus: NatsConnection;
  readonly send: SendRows;
  readonly imports: string;
  readonly stop: AbortController;
}

async function loadOne(given: ReturnType<typeof typed>, { bus, send, imports, stop }: Place): Promise<void> {
  const { file, kind, format, onError, resume, confirm } = given;
  const began = new Date();
  try {
    const say = sayProgress();
    const journal = join(imports, journalOf(file, kind));
    const options = { file, kind, format, onError, journal, resume, onProgress: say, signal: stop.signal };
    const report = await importFile(options, send);
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    show(report);
    if (report.phase === 'done' && confirm) await confirmKind(bus, kind, began);
  } catch (error) {
    throw explained(error, stop.signal);
  } finally {
    await bus.close();
  }
}

function typed(values: ReturnType<typeof parsed>) {
  const { file } = values;
  if (file === undefined) throw new Problem(USAGE);
  return {
    file: resolve(file),
    kind: values.kind === undefined ? kindOf(file) : choice('--kind', ImportKind, values.kind),
    format: values.format === undefined ? undefined : choice('--format', ImportFormat, values.format),
    onError: choice('--on-error', OnError, values['on-error']),
    resume: values.resume,
    confirm: values.confirm,
  };
}

function parsed() {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean', default: false } as const;
    const onError = { ...text, default: 'refuse' } as const;
    const { values, positionals } = parseArgs({
      options: {
        ...{ kind: text, format: text, 'on-error': onError, resume: flag, confirm: flag },
        ...{ uploads: flag, once: flag },
      },
      allowPositionals: true,
    });
    const [file, ...others] = positionals;
    if (others.length === 0 && values.uploads === (file === undefined)) return { ...values, file };
  } catch {
    // Told below.
  }
  throw new Problem(USAGE);
}

function choice<Choice extends string>(flag: string, type: z.ZodType<Choice>, text: string): Choice {
  const chosen = type.safeParse(text);
  if (!chosen.success) throw new Problem(`${flag} ${text}: there is no such choice.\n\n${USAGE}`);
  return chosen.data;
}

/** `card-transactions-2026-11.csv` holds card transactions. */
function kindOf(file: string): ImportKind {
  const name = basename(file).toLowerCase();
  const kind = ImportKind.options.find(
    (one) => name === one || name.startsWith(`${one}.`) || name.startsWith(`${one}-`),
  );
  if (!kind) throw new Problem(`Say with --kind what ${file} holds: ${ImportKind.options.join(', ')}.`);
  return kind;
}

function journalOf(file: string, kind: ImportKind): string {
  return `${kind}-${createHash('sha256').update(file).digest('hex').slice(0, 16)}.json`;
}

async function connected(connecting: Promise<NatsConnection>): Promise<NatsConnection> {
  const bus = await Promise.race([connecting, sleep(CONNECT_MS, undefined, { ref: false })]);
  if (!bus)
    throw new Problem('No NATS server answers: is the bank running (npm start), and at this NATS_URL or NATS_PORT?');
  return bus;
}

/** What stands in the files is right as of the moment the import of the last of them began (D46). */
async function confirmKind(bus: NatsConnection, kind: ImportKind, began: Date): Promise<void> {
  const asOf = began.toISOString();
  if (kind === 'accounts' || kind === 'account-transactions') await ask(bus, ConfirmAccounts, { asOf });
  else if (kind === 'cards' || kind === 'card-transactions') await ask(bus, ConfirmCards, { asOf });
}

/** One line that moves, on a terminal; elsewhere a line every ten seconds. */
function sayProgress(): (status: ImportStatus) => void {
  const began = performance.now();
  let saidAt = 0;
  return ({ phase, rows, refused, share }) => {
    const { isTTY } = process.stderr;
    if (!isTTY && performance.now() - saidAt < 10_000) return;
    saidAt = performance.now();
    const perSecond = rows / ((performance.now() - began) / 1_000);
    const line = `${phase} ${Math.floor(share * 100)} %, ${count(rows)} rows, ${count(Math.round(perSecond))}/s, ${count(refused)} bad`;
    process.stderr.write(isTTY ? `\r\u001b[K… ${line}` : `${line}\n`);
  };
}

function show({ file, kind, phase, rows, stored, refused, firstRefused, refusedFile, seconds }: ImportReport): void {
  for (const { line, field, reason } of firstRefused)
    console.log(`✗ ${basename(file)}:${line} ${field === '' ? '' : `${field}: `}${reason}`);
  if (refused > firstRefused.length) console.log(`… all of them in ${refusedFile}`);
  const took = `${count(rows)} rows of ${kind} in ${seconds.toFixed(1)} s`;
  if (phase === 'refused') console.log(`${took}: ${count(refused)} bad, nothing was stored`);
  else console.log(`${took}: ${count(stored)} stored, ${count(refused)} bad`);
  if (refused > 0) process.exitCode = 1;
}

function explained(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return new Problem('The import was stopped; --resume goes on.');
  if (error instanceof ImportFileError) return new Problem(`${error.message}.`);
  if (error instanceof ServiceUnavailable)
    return new Problem(`A service does not answer (${error.why}): is the bank running? --resume goes on.`);
  if (error instanceof RequestRefused) return new Problem(`A service refused the import (${error.message}).`);
  return error;
}

const count = (number: number) => number.toLocaleString('en');

await orOneSentence(async () => main());
