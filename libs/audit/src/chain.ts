import { createHmac, type KeyObject } from 'node:crypto';
import type { WrittenEntry } from './audit-entry.js';

/** The end of a chain: the next row continues from here. */
export interface Head {
  /** Number of the last row, from 1 without a gap; 0: the chain has none. */
  readonly seq: number;
  /** Its MAC, 32 bytes. */
  readonly mac: Buffer;
}

/** A row in its place: one chain per lane. */
export interface AuditRow extends WrittenEntry {
  readonly lane: number;
  readonly seq: number;
  readonly mac: Buffer;
}

/** What the first row of a chain continues from. */
export const GENESIS: Head = { seq: 0, mac: Buffer.alloc(32) };

/**
 * HMAC-SHA-256(key, previous ‖ row) (S33). The row is its values in one unambiguous order, its place included, so that
 * none can be changed, moved to another lane or schema, or left out.
 */
export function macOf(
  key: KeyObject,
  previous: Buffer,
  schema: string,
  { lane, seq, at, actor, action, subject, reason, details }: Omit<AuditRow, 'mac'>,
): Buffer {
  const row = JSON.stringify([1, schema, lane, seq, at, actor, action, subject, reason, details]);
  return createHmac('sha256', key).update(previous).update(row).digest();
}

/** Puts entries in their places after the head of a lane. */
export function continueChain(
  { key, schema, lane, head }: { key: KeyObject; schema: string; lane: number; head: Head },
  entries: readonly WrittenEntry[],
): AuditRow[] {
  let { seq, mac } = head;
  return entries.map((entry) => {
    seq += 1;
    mac = macOf(key, mac, schema, { ...entry, lane, seq });
    return { ...entry, lane, seq, mac };
  });
}
