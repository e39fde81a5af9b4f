import type { Msg } from '@nats-io/transport-node';
import { MAX_MESSAGE_BYTES } from './wire.js';

/** Stands for what could not be read; no contract accepts it, so that the asker gets a code (S27). */
export const UNREADABLE = Symbol('unreadable');

/** What Nest makes of a message before a handler sees it. */
interface IncomingPacket {
  pattern: string;
  data: unknown;
  /** Absent: nobody awaits a reply. */
  id?: string | null;
}

const LONGEST_ID = 100;
/** No contract comes near these; to build what goes beyond would take tens of milliseconds from everybody else. */
const DEEPEST = 32;
const MOST_VALUES = 10_000;

/**
 * Reads messages for Nest without ever failing: Nest's own reader throws at what is no JSON, and the asker waits in vain. A
 * message that is too large, no JSON, meant for another subject or version, or without an id is answered as a bad request.
 */
export class RequestReader {
  deserialize(message: Msg, { channel = message.subject }: { channel?: string } = {}): IncomingPacket {
    const awaitsReply = message.reply !== undefined && message.reply !== '';
    const packet = read(message.data);
    const id = typeof packet?.id === 'string' && packet.id.length <= LONGEST_ID ? packet.id : undefined;
    if (packet?.pattern !== channel || (awaitsReply && id === undefined))
      return { pattern: channel, data: UNREADABLE, ...(awaitsReply ? { id: id ?? null } : {}) };
    return { pattern: channel, data: packet.data, ...(id === undefined ? {} : { id }) };
  }
}

function read(body: Uint8Array): { pattern?: unknown; data?: unknown; id?: unknown } | undefined {
  if (body.length > MAX_MESSAGE_BYTES || !isModest(body)) return undefined;
  try {
    const packet: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return typeof packet === 'object' && packet !== null ? packet : undefined;
  } catch {
    return undefined;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/** Whether JSON is neither deep nor of very many values, without building any of it. */
function isModest(body: Uint8Array): boolean {
  let depth = 0;
  let values = 0;
  let inText = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (inText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === COMMA) values += 1;
    else if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) depth -= 1;
    if (depth > DEEPEST || values > MOST_VALUES) return false;
  }
  return true;
}
