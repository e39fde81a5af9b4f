import type { ExportPosition } from './export-position.js';
import { positionText } from './export-position.js';
import { fittingOneMessage } from './one-message.js';

/** A page of an export: what one message holds of the records found, and the place where the next page begins. */
export interface Page<Shown> {
  readonly shown: Shown[];
  /** `null`: that was the last page. */
  readonly next: string | null;
}

/**
 * @param found what was read after the place asked for, in order, never more than `limit`.
 * @param show a record as it crosses the bus.
 */
export function pageOf<Found extends ExportPosition, Shown>(
  found: readonly Found[],
  limit: number,
  show: (record: Found) => Shown,
): Page<Shown> {
  const shown = fittingOneMessage(found.map(show));
  const last = found[shown.length - 1];
  const mayBeMore = shown.length < found.length || found.length === limit;
  return { shown, next: mayBeMore && last ? positionText(last) : null };
}
