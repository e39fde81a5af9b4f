import { createSecretKey, type KeyObject } from 'node:crypto';
import { type AuditRow, GENESIS, macOf } from './chain.js';
import type { SignedHeads } from './heads.js';

/** Runs one statement; verification needs nothing else of a database. */
export interface Queries {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** Where a chain stops being proved; nothing after it in the lane is. */
export interface BadRow {
  readonly lane: number | null;
  /** The number of the first row that is wrong or missing. */
  readonly seq: number | null;
  readonly why: string;
}

export interface Verification {
  readonly rows: number;
  readonly lanes: number;
  /** How many heads that were sent away were compared. */
  readonly heads: number;
  /** The first bad row of each lane, in order; empty: the trail is whole. */
  readonly bad: readonly BadRow[];
}

export interface VerifyOptions {
  readonly schema: string;
  readonly key: Uint8Array;
  /** What was sent away, oldest first. */
  readonly heads: AsyncIterable<SignedHeads> | Iterable<SignedHeads>;
  /** Hears how many rows were walked. */
  readonly onProgress?: (rows: number) => void;
}

/** Rows held at a time; memory does not grow with the trail. */
const PAGE = 2_000;

/**
 * Walks every chain from its first row, and looks up each row whose head was sent away. The caller has begun a
 * transaction, so that all is seen at one moment.
 */
export async function verifyChains(
  database: Queries,
  { schema, key, heads, onProgress }: VerifyOptions,
): Promise<Verification> {
  const walk = new Walk(createSecretKey(key), schema);
  await database.query(`
    DECLARE audit_walk NO SCROLL CURSOR FOR
    SELECT lane, seq::text, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
           actor, action, subject, reason, details::text, mac
    FROM "${schema}".audit_trail AS trail ORDER BY trail.lane, trail.seq`);
  for (;;) {
    const { rows } = await database.query(`FETCH ${PAGE} FROM audit_walk`);
    for (const row of rows) walk.take(row);
    onProgress?.(walk.rows);
    if (rows.length < PAGE) break;
  }
  await database.query('CLOSE audit_walk');
  const compared = await compareHeads(database, schema, heads, walk);
  return { rows: walk.rows, lanes: walk.lanes, heads: compared, bad: walk.bad() };
}

/** @returns how many were compared. */
async function compareHeads(
  database: Queries,
  schema: string,
  heads: VerifyOptions['heads'],
  walk: Walk,
): Promise<number> {
  let batch: SentHead[] = [];
  let compared = 0;
  const compare = async () => {
    const { rows } = await database.query(
      `SELECT DISTINCT ON (place) encode(mac, 'base64') AS mac
       FROM unnest($1::int[], $2::bigint[]) WITH ORDINALITY AS sent(lane, seq, place)
       LEFT JOIN "${schema}".audit_trail AS trail ON trail.lane = sent.lane AND trail.seq = sent.seq
       ORDER BY place`,
      [batch.map(({ lane }) => lane), batch.map(({ seq }) => seq)],
    );
    batch.forEach((head, index) => walk.compare(head, rows[index]?.['mac']));
    compared += batch.length;
    batch = [];
  };
  for await (const said of heads) {
    if (said.schema !== schema) continue;
    batch.push(...said.heads.map(([lane, seq, mac]) => ({ lane, seq, mac, at: said.at })));
    if (batch.length >= PAGE) await compare();
  }
  if (batch.length > 0) await compare();
  return compared;
}

interface SentHead {
  readonly lane: number;
  readonly seq: number;
  readonly mac: string;
  readonly at: string;
}

/** What is known of each lane: how far its chain is proved, and its first bad row. */
class Walk {
  rows = 0;
  private readonly proved = new Map<number, number>();
  private readonly firstBad = new Map<number, BadRow & { seq: number }>();
  private lane: number | undefined;
  private at = GENESIS;

  constructor(
    private readonly key: KeyObject,
    private readonly schema: string,
  ) {}

  get lanes(): number {
    return this.proved.size;
  }

  bad(): BadRow[] {
    return [...this.firstBad.values()].sort((a, b) => (a.lane ?? 0) - (b.lane ?? 0));
  }

  take(raw: Record<string, unknown>): void {
    this.rows += 1;
    const row = { ...raw, seq: Number(raw['seq']) } as unknown as AuditRow;
    if (row.lane !== this.lane) {
      this.lane = row.lane;
      this.at = GENESIS;
    }
    if (this.firstBad.has(row.lane)) return;
    const why = this.whyBad(row);
    if (why) this.found(row.lane, ...why);
    else {
      this.at = row;
      this.proved.set(row.lane, row.seq);
    }
  }

  /** @param mac the MAC of the row that stands there now, as base64; not text: none does. */
  compare({ lane, seq, mac, at }: SentHead, found: unknown): void {
    if (found === mac) return;
    const end = this.proved.get(lane) ?? 0;
    if (typeof found === 'string') this.found(lane, seq, `is not the row whose head was sent at ${at}`);
    else if (seq > end) this.found(lane, end + 1, `is missing, and so are all up to ${seq} (head of ${at})`);
  }

  private whyBad(row: AuditRow): [seq: number, why: string] | undefined {
    const expected = this.at.seq + 1;
    if (row.seq > expected) return [expected, 'is missing'];
    if (row.seq < expected) return [row.seq, 'stands there more than once'];
    const mac = macOf(this.key, this.at.mac, this.schema, row);
    return Buffer.isBuffer(row.mac) && mac.equals(row.mac) ? undefined : [row.seq, 'is not what was written'];
  }

  private found(lane: number, seq: number, why: string): void {
    const known = this.firstBad.get(lane);
    if (!known || seq < known.seq) this.firstBad.set(lane, { lane, seq, why });
  }
}
