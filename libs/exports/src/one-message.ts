import { MAX_MESSAGE_BYTES } from '#libs/messaging';

/** Room for what surrounds a list: Nest's envelope, the names of the other fields, the cursor. */
const ENVELOPE_BYTES = 4 * 1024;

/**
 * As many of the first items as one message can hold (S27); at least one, as no single item of any contract comes near
 * the limit.
 */
export function fittingOneMessage<Item>(items: readonly Item[]): Item[] {
  let room = MAX_MESSAGE_BYTES - ENVELOPE_BYTES;
  const firstTooMuch = items.findIndex((item) => {
    room -= Buffer.byteLength(JSON.stringify(item)) + 1;
    return room < 0;
  });
  return firstTooMuch === -1 ? [...items] : items.slice(0, Math.max(firstTooMuch, 1));
}
