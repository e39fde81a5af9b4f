import type { ImportReply } from '#libs/contracts';

/** A batch of the bank's feed, divided into what can be stored and what cannot. */
export interface SortedOut<Item> {
  readonly accepted: Item[];
  readonly refused: ImportReply['refused'];
}

/**
 * Divides a batch. Of several records with one source id the last one counts, as if they had come one after the other.
 * @param whyRefused gives the reason a record cannot be stored, or `null`.
 */
export function sortOut<Item extends { sourceId: string }>(
  records: readonly Item[],
  whyRefused: (item: Item) => string | null,
): SortedOut<Item> {
  const accepted: Item[] = [];
  const refused: ImportReply['refused'] = [];
  for (const record of lastOfEach(records)) {
    const why = whyRefused(record);
    if (why === null) accepted.push(record);
    else refused.push({ sourceId: record.sourceId, why });
  }
  return { accepted, refused };
}

/** In the order of the feed, which says which of two transactions of a day is the later. */
function lastOfEach<Item extends { sourceId: string }>(records: readonly Item[]): Item[] {
  const last = new Map(records.map((record) => [record.sourceId, record]));
  return records.filter((record) => last.get(record.sourceId) === record);
}
