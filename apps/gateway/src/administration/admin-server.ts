import helmet from '@fastify/helmet';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { AddressList } from '../address-list.js';
import { limitConnections } from '../http-server.js';
import type { AdministrationSettings } from './administration.config.js';
import { setDeadline } from './routes/deadline.js';
import { Problem } from './routes/problem.js';
import { sendProblem } from './routes/problem.filter.js';

/** The largest body read whole, and all headers of a request together; bytes. */
const MOST_BODY_BYTES = 64 * 1_024;
const MOST_HEADER_BYTES = 16 * 1_024;

/** Limits of the HTTP server, in milliseconds. */
const HEADERS_MS = 5_000;
const REQUEST_MS = 10_000;
const IDLE_MS = 10_000;
const SOCKET_MS = 60_000;

/** Nothing is shown in a frame, run or fetched unless a page says otherwise for itself. */
const CONTENT_POLICY = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"], 'base-uri': ["'none'"] };

/** The HTTP server that staff reach; apart from the one for providers (S22). Bodies arrive as bytes, files as streams. */
export async function createAdminServer(settings: AdministrationSettings): Promise<FastifyAdapter> {
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: MOST_BODY_BYTES,
    // A file may take longer than Node would let any request: each has a deadline of its own below.
    connectionTimeout: SOCKET_MS,
    keepAliveTimeout: IDLE_MS,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    // An address that cannot be read is refused like anything else.
    frameworkErrors: (_error: unknown, _request: unknown, reply: FastifyReply) =>
      sendProblem(reply, new Problem('bad-request')),
    http: { maxHeaderSize: MOST_HEADER_BYTES, headersTimeout: HEADERS_MS, connectionsCheckingInterval: 1_000 },
  });
  const server = adapter.getInstance();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  // Files come as they are; nothing is read of them before the guard has let the request in.
  server.addContentTypeParser('application/octet-stream', (_request, file, done) => done(null, file));
  server.addHook('onRequest', (request, _reply, done) => {
    setDeadline(request.raw, REQUEST_MS);
    done();
  });
  // Whoever was answered before all of a file had come does not go on for long.
  server.addHook('onSend', (request, _reply, payload, done) => {
    if (!request.raw.complete) setDeadline(request.raw, REQUEST_MS);
    done(null, payload);
  });
  await server.register(helmet, {
    strictTransportSecurity: false,
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_POLICY },
  });
  limitConnections(server.server, {
    most: settings.ADMIN_MAX_CONNECTIONS,
    perAddress: settings.ADMIN_MAX_CONNECTIONS_PER_ADDRESS,
    exempt: new AddressList([]),
  });
  return adapter;
}
