import { AUDIT_KEY_FILE, HeadSigner, type Verification, verifyChains } from '#libs/audit';
import { ConfigurationError, KeyFolder, readSettings } from '#libs/config';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { z } from 'zod';
import { orOneSentence, Problem } from '../bootstrap/problem.mjs';
import { ensurePassword } from '../start/key-files.js';
import { BANK_DATABASE, databaseUrl } from '../start/postgres/bank-database.js';
import { places, readStartSettings, type StartSettings } from '../start/settings.js';
import { SentHeads } from './sent-heads.js';

const USAGE = `npm run audit -- verify     walks every chain; names the first bad row of each, and ends with 1, if there is one
npm run audit -- heads      how far each chain went when it was last sent away, and the key that checks it

  --schema <name>   whose trail; default: gateway
  --key <file>      its key; default: in SECRETS_DIR, else below DATA_DIR/secrets
  --heads <path>    what was sent away, a file or a folder; default: AUDIT_HEADS_DIR, else DATA_DIR/audit-heads`;

/** What one trail is checked with. */
interface Trail {
  readonly schema: string;
  readonly key: Buffer;
  readonly signer: HeadSigner;
  readonly heads: SentHeads;
}

/** What a gateway is told where it runs, as in its container. */
const Gateway = z.object({ SECRETS_DIR: z.string().optional(), DATABASE_URL: z.string().optional() });

const PROGRESS_EVERY_MS = 500;

/** What `npm run audit` does. */
async function main(): Promise<void> {
  const { values, command } = typed();
  const settings = readStartSettings(process.env, process.cwd());
  const { SECRETS_DIR, DATABASE_URL } = gatewayHere();
  const trail = trailOf(values, settings, SECRETS_DIR);
  switch (command) {
    case 'verify':
      return verify(trail, DATABASE_URL ?? ownDatabase(settings));
    case 'heads':
      return showHeads(trail);
    default:
      throw new Problem(USAGE);
  }
}

function typed() {
  try {
    const text = { type: 'string' } as const;
    const { values, positionals } = parseArgs({
      options: { schema: { ...text, default: 'gateway' }, key: text, heads: text },
      allowPositionals: true,
    });
    return { values, command: positionals.length === 1 ? positionals[0] : undefined };
  } catch {
    throw new Problem(USAGE);
  }
}

function gatewayHere(): z.output<typeof Gateway> {
  try {
    return readSettings(Gateway, process.env);
  } catch (error) {
    throw error instanceof ConfigurationError ? new Problem(error.message) : error;
  }
}

function trailOf(
  { schema, key: keyFile, heads }: { schema: string; key?: string; heads?: string },
  settings: StartSettings,
  secretsDir: string | undefined,
): Trail {
  if (!/^[a-z_]+$/.test(schema)) throw new Problem(`${schema} is no name of a schema.`);
  const { secrets, auditHeads } = places(settings.dataDir);
  const file = keyFile ?? join(secretsDir ?? join(secrets, schema), AUDIT_KEY_FILE);
  const key = new KeyFolder(dirname(file)).secret(basename(file));
  const signer = new HeadSigner(key);
  const place = heads ?? (process.env['AUDIT_HEADS_DIR'] || auditHeads);
  return { schema, key, signer, heads: new SentHeads(place, schema, signer) };
}

/** The database that `npm start` runs by itself. */
function ownDatabase({ dataDir, postgresPort }: StartSettings): string {
  const { secrets } = places(dataDir);
  if (!existsSync(join(secrets, 'database/postgres.password')))
    throw new Problem(`There is no bank in ${dataDir}: set DATABASE_URL or DATA_DIR.`);
  const server = { host: '127.0.0.1', port: postgresPort, database: BANK_DATABASE };
  return databaseUrl(server, 'postgres', ensurePassword(secrets, 'database/postgres.password'));
}

async function verify(trail: Trail, url: string): Promise<void> {
  const database = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await database.connect().catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    throw new Problem(
      `PostgreSQL on ${new URL(url).host} cannot be used (${code}): start it, or correct DATABASE_URL.`,
    );
  });
  try {
    // All is seen at one moment, while the bank goes on writing.
    await database.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const found = await verifyChains(database, { ...trail, heads: trail.heads.read(), onProgress: sayProgress() });
    process.stderr.write('\r\u001b[K');
    report(trail, found);
  } finally {
    await database.end();
  }
}

function report({ schema, heads }: Trail, { rows, lanes, heads: compared, bad }: Verification): void {
  const [first] = bad;
  console.log(`${schema}: ${count(rows)} rows in ${lanes} lanes, ${count(compared)} heads that were sent away`);
  if (compared === 0)
    console.log(`! no heads in ${heads.file}: rows cut off at the end of a chain would not be noticed`);
  if (heads.unreadable > 0) console.log(`! ${heads.unreadable} lines of ${heads.file} cannot be read`);
  for (const line of heads.forged)
    console.log(`✗ line ${line} of ${heads.file} is not signed with the key of this bank`);
  for (const { lane, seq, why } of bad) console.log(`✗ lane ${String(lane)}, row ${String(seq)} ${why}`);
  if (first || heads.forged.length > 0) process.exitCode = 1;
  else console.log('✓ the trail is whole');
}

async function showHeads({ schema, signer, heads }: Trail): Promise<void> {
  const farthest = new Map<number, { seq: number; mac: string; at: string }>();
  for await (const { schema: whose, at, heads: sent } of heads.read()) {
    if (whose !== schema) continue;
    for (const [lane, seq, mac] of sent) farthest.set(lane, { seq, mac, at });
  }
  console.log(`${schema}: ${heads.file}`);
  for (const [lane, { seq, mac, at }] of [...farthest].sort(([a], [b]) => a - b))
    console.log(`  lane ${String(lane).padStart(2)}  row ${count(seq).padStart(11)}  ${at}  ${mac}`);
  if (farthest.size === 0) console.log('  nothing was sent yet');
  console.log(`\nThe signatures are checked with\n${signer.publicPem}`);
}

/** One line that counts, on a terminal alone. */
function sayProgress(): (rows: number) => void {
  let saidAt = 0;
  return (rows) => {
    if (!process.stderr.isTTY || performance.now() - saidAt < PROGRESS_EVERY_MS) return;
    saidAt = performance.now();
    process.stderr.write(`\r… ${count(rows)} rows`);
  };
}

const count = (number: number) => number.toLocaleString('en');

await orOneSentence(async () => main());
