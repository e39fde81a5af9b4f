import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { AdminRequest } from './admin-route.js';
import { type Flaw, Problem } from './problem.js';
import { type AnyRoute, hasBody, needsKey } from './route.js';

/** A request as its route declares it. */
export interface ReadRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** Where the route needs one. */
  readonly key: string | undefined;
}

const KEY = /^[A-Za-z0-9_-]{8,100}$/;
const JSON_TYPE = /^application\/json(?:\s*;\s*charset=utf-8)?$/i;

/**
 * Reads a request strictly: unknown fields and parameters are refused, not ignored (S39).
 * @throws Problem with each flaw, by its place; values are not repeated.
 */
export function readRequest(route: AnyRoute, request: AdminRequest): ReadRequest {
  const key = readKey(route, request);
  const flaws: Flaw[] = [];
  const params = parsed(route.params, request.params, 'params', flaws);
  const query = parsed(route.query, request.query, 'query', flaws);
  const body = hasBody(route) ? parsed(route.body, readJson(request), 'body', flaws) : withoutJson(route, request);
  if (flaws.length > 0) throw new Problem('bad-request', { flaws });
  return { params, query, body, key };
}

function readKey(route: AnyRoute, request: AdminRequest): string | undefined {
  if (!needsKey(route)) return undefined;
  const key = request.headers['idempotency-key'];
  if (typeof key === 'string' && KEY.test(key)) return key;
  const detail =
    'Send a header Idempotency-Key of 8 to 100 letters, digits, - and _, a new one for each thing to be done.';
  throw new Problem('idempotency-key-missing', { detail });
}

function readJson(request: AdminRequest): unknown {
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) throw new Problem('unsupported-media-type');
  try {
    return JSON.parse(bytesOf(request).toString('utf8')) as unknown;
  } catch {
    throw new Problem('bad-request', { flaws: [{ where: 'body', what: 'is not JSON' }] });
  }
}

/** What a route without a JSON body gets for one. */
function withoutJson({ takesFile }: AnyRoute, request: AdminRequest): Record<string, never> {
  const { body } = request;
  if (takesFile) {
    if (body instanceof Readable) return {};
    throw new Problem('unsupported-media-type');
  }
  if (!(body instanceof Readable) && bytesOf(request).length === 0) return {};
  throw new Problem('bad-request', { flaws: [{ where: 'body', what: 'is not expected here' }] });
}

/** Bodies arrive as bytes, files as a stream; nothing reads them before the guard has let the request in. */
function bytesOf({ body }: AdminRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function parsed(schema: z.ZodType, value: unknown, where: string, flaws: Flaw[]): unknown {
  // Fastify's objects have no prototype.
  const given = where === 'body' ? value : { ...(value as object) };
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const path = [where, ...issue.path.map(String)].join('.').slice(0, 200);
    if (issue.code !== 'unrecognized_keys') flaws.push({ where: path, what: issue.message });
    else flaws.push({ where: path, what: `takes nothing else: ${issue.keys.length} unknown` });
  }
  return undefined;
}
