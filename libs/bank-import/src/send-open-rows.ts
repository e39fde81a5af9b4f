import type { ImportReply } from '#libs/contracts';
import { ask } from '#libs/messaging';
import type { NatsConnection } from '@nats-io/transport-node';
import { type ImportKind, type ImportRow, OPEN_REQUESTS, type OpenKind } from './kinds.js';

/** Whether rows of a kind go to a service as they are. */
export const isOpenKind = (kind: ImportKind): kind is OpenKind => kind in OPEN_REQUESTS;

/** Brings rows without secrets to their service, over the bus. */
export function sendOpenRows(
  bus: NatsConnection,
  kind: OpenKind,
  rows: readonly ImportRow[],
  { onlyCheck }: { onlyCheck: boolean },
): Promise<ImportReply> {
  // The rows were parsed by the schema that belongs to this kind.
  return ask(bus, OPEN_REQUESTS[kind], { records: rows as never, onlyCheck });
}
