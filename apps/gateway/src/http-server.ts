import helmet from '@fastify/helmet';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Socket } from 'node:net';
import { AddressList, plainAddress } from './address-list.js';
import type { GatewaySettings } from './gateway.config.js';

/** The largest body read, and all headers of a request together; bytes. */
const MOST_BODY_BYTES = 64 * 1024;
const MOST_HEADER_BYTES = 8 * 1024;

/**
 * Limits of the HTTP server, in milliseconds. Whoever stalls is gone within ten seconds (F35): found out some time after
 * the limit, later yet on a busy machine.
 */
const HEADERS_MS = 5_000;
const REQUEST_MS = 8_000;
const LOOK_MS = 500;
const IDLE_MS = 10_000;
/** Longer than any answer takes. */
const SOCKET_MS = 30_000;

/**
 * The HTTP server that providers reach: a stranger can hold little of it and not for long (S22). Bodies arrive as raw
 * bytes, of forms and JSON only; each provider's guard reads them after it has verified them.
 */
export async function createHttpServer(settings: GatewaySettings): Promise<FastifyAdapter> {
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: MOST_BODY_BYTES,
    requestTimeout: REQUEST_MS,
    connectionTimeout: SOCKET_MS,
    keepAliveTimeout: IDLE_MS,
    maxRequestsPerSocket: 10_000,
    // A request that comes while we stop is answered like any other; its connection closes after it (F4).
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // Tokens are shorter; anything longer is no address of ours.
    routerOptions: { maxParamLength: 200 },
    http: {
      maxHeaderSize: MOST_HEADER_BYTES,
      headersTimeout: HEADERS_MS,
      // Node looks for connections that are too slow so often; its own 30 s would let them live as long.
      connectionsCheckingInterval: LOOK_MS,
    },
  });
  const server = adapter.getInstance();
  server.removeAllContentTypeParsers();
  for (const type of ['application/x-www-form-urlencoded', 'application/json']) {
    server.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  }
  await server.register(helmet, {
    strictTransportSecurity: settings.PUBLIC_URL.startsWith('https://'),
    contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } },
  });
  limitConnections(server.server, {
    most: settings.GATEWAY_MAX_CONNECTIONS,
    perAddress: settings.GATEWAY_MAX_CONNECTIONS_PER_ADDRESS,
    exempt: new AddressList(settings.GATEWAY_PROXIES),
  });
  return adapter;
}

interface ConnectionServer {
  maxConnections: number;
  on(event: 'connection', listener: (socket: Socket) => void): unknown;
}

/** Connections at once: all together, and of one address; addresses that speak for many are not counted. */
interface ConnectionLimits {
  readonly most: number;
  readonly perAddress: number;
  readonly exempt: AddressList;
}

/** Connections of one address above its share are closed as they come. */
export function limitConnections(server: ConnectionServer, { most, perAddress, exempt }: ConnectionLimits): void {
  server.maxConnections = most;
  const open = new Map<string, number>();
  server.on('connection', (socket) => {
    if (exempt.has(socket.remoteAddress)) return;
    const address = plainAddress(socket.remoteAddress);
    const count = (open.get(address) ?? 0) + 1;
    if (count > perAddress) {
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
  });
}
