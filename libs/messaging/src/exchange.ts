import type { ReplyOf, RequestContract, RequestInputOf } from '#libs/contracts';
import {
  headers,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  NoRespondersError,
  RequestError,
  TimeoutError,
} from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import { RequestRefused, ServiceUnavailable } from './bus-error.js';
import { HEADER, MAX_MESSAGE_BYTES } from './wire.js';

/** How a request is sent. */
export interface AskOptions {
  /** Waits less than the contract says, in milliseconds. */
  timeoutMs?: number;
  correlationId?: string;
  /** Adds headers of its own before the request leaves. */
  addHeaders?: (head: MsgHdrs) => void;
}

/**
 * Sends a request and reads its reply (S28): parsed at both ends, always with a deadline, in Nest's wire format. Knows
 * nothing of this platform but its contracts, as other teams use it too.
 * @throws RequestRefused with a code of the contract.
 * @throws ServiceUnavailable when no usable answer came in time.
 */
export async function exchange<C extends RequestContract>(
  bus: NatsConnection,
  contract: C,
  request: RequestInputOf<C>,
  options: AskOptions = {},
): Promise<ReplyOf<C>> {
  const timeout = Math.min(options.timeoutMs ?? contract.timeoutMs, contract.timeoutMs);
  const id = randomUUID();
  const body = Buffer.from(JSON.stringify({ pattern: contract.subject, data: contract.request.parse(request), id }));
  if (body.length > MAX_MESSAGE_BYTES) throw new RequestRefused('BAD_REQUEST');
  const head = headers();
  head.set(HEADER.deadline, String(Date.now() + timeout));
  head.set(HEADER.correlationId, options.correlationId ?? id);
  options.addHeaders?.(head);
  const message = await send(bus, contract.subject, body, { timeout, headers: head });
  return readReply(contract, message);
}

async function send(
  bus: NatsConnection,
  subject: string,
  body: Uint8Array,
  options: Parameters<NatsConnection['request']>[2],
): Promise<Msg> {
  try {
    return await bus.request(subject, body, options);
  } catch (cause) {
    const nobody = cause instanceof NoRespondersError || (cause instanceof RequestError && cause.isNoResponders());
    const why = nobody ? 'nobody-listens' : cause instanceof TimeoutError ? 'timeout' : 'disconnected';
    throw new ServiceUnavailable(subject, why, { cause });
  }
}

function readReply<C extends RequestContract>(contract: C, message: Msg): ReplyOf<C> {
  const packet = parsePacket(contract.subject, message);
  if (packet.err !== undefined) {
    const code = errorCode(packet.err);
    if (code === 'UNAVAILABLE' || code === 'INTERNAL' || code === 'EXPIRED') {
      throw new ServiceUnavailable(contract.subject, 'answered-unavailable');
    }
    throw new RequestRefused(code);
  }
  const reply = contract.reply.safeParse(packet.response);
  if (!reply.success)
    throw new ServiceUnavailable(contract.subject, 'unreadable-reply', { cause: shapeOnly(reply.error) });
  return reply.data as ReplyOf<C>;
}

function parsePacket(subject: string, message: Msg): { err?: unknown; response?: unknown } {
  try {
    return message.json<{ err?: unknown; response?: unknown }>();
  } catch {
    throw new ServiceUnavailable(subject, 'unreadable-reply');
  }
}

function errorCode(err: unknown): string {
  if (typeof err === 'object' && err !== null && 'code' in err && typeof err.code === 'string') return err.code;
  return 'INTERNAL';
}

/** Names the fields that were wrong, never their values. */
function shapeOnly(error: { issues: readonly { path: PropertyKey[]; code?: string | undefined }[] }): Error {
  return new Error(error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code ?? 'invalid'}`).join(', '));
}
