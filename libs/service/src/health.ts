import { fastify, type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

/** A dependency and whether it answers now; throws or returns false when it does not. */
export interface ReadinessCheck {
  readonly name: string;
  readonly check: () => Promise<boolean>;
}

const CHECK_TIMEOUT_MS = 1_000;

/**
 * Liveness, readiness and metrics of one app, on a port of its own so that they are never public. Alive means the
 * process answers; ready means every dependency answers: a lost dependency is not ready, not dead.
 */
export function healthServer(checks: readonly ReadinessCheck[], metrics: Registry): FastifyInstance {
  const server = fastify({ logger: false });
  server.get('/health/live', () => ({ status: 'alive' }));
  server.get('/health/ready', async (_request, reply) => {
    const results = await Promise.all(checks.map(async ({ name, check }) => [name, await answers(check)] as const));
    const ready = results.every(([, ok]) => ok);
    return reply.code(ready ? 200 : 503).send({
      status: ready ? 'ready' : 'not ready',
      checks: Object.fromEntries(results.map(([name, ok]) => [name, ok ? 'ok' : 'lost'])),
    });
  });
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
  return server;
}

async function answers(check: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([check(), tooLate]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
