import { ConfigurationError } from '#libs/config';
import { createLogger, type Logger, NestLogger } from '#libs/logging';
import { type BusAccess, busOptions, logRequestsTo, RequestReader } from '#libs/messaging';
import { UnsafeDatabaseError } from '#libs/persistence';
import { processMetrics, reading, startTracing } from '#libs/telemetry';
import type { INestMicroservice, Type, DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { NatsConnection } from '@nats-io/transport-node';
import type { FastifyInstance } from 'fastify';
import { DataSource } from 'typeorm';
import { BUS } from './bus.module.js';
import { DrainingNatsServer } from './draining-server.js';
import { healthServer, type ReadinessCheck } from './health.js';

export interface ServiceOptions {
  readonly name: string;
  readonly bus: BusAccess;
  /** Answers /health and /metrics; 0 picks a free port, undefined opens none. */
  readonly healthPort?: number | undefined;
  /** Where it does so; default: loopback. */
  readonly healthHost?: string | undefined;
  readonly logger: Logger;
}

/** A request under way when a stop is asked for may still finish, in milliseconds. */
const GRACE_MS = 4_500;

/** A service under way. */
export interface RunningService {
  readonly app: INestMicroservice;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a service of the bus: joins the queue group of its own name, reconnects for ever, answers health, and drains
 * when stopped.
 */
export async function startService(module: Type | DynamicModule, options: ServiceOptions): Promise<RunningService> {
  logRequestsTo(options.logger);
  const listening = {
    ...busOptions(options.bus, options.name),
    queue: options.name,
    deserializer: new RequestReader(),
  };
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(module, {
    strategy: new DrainingNatsServer(listening, GRACE_MS),
    logger: new NestLogger(options.logger),
    abortOnError: false,
  });
  try {
    await app.listen();
    // Until the server has seen the subscriptions, whoever asks is told that nobody listens.
    await app.unwrap<NatsConnection>().flush();
    const health = await listenForHealth(readiness(app), options);
    const stop = async () => {
      await health?.close();
      await app.close();
    };
    return { app, stop };
  } catch (error) {
    // A start that is refused leaves no connection behind; whoever asked for it may go on living.
    await app.close();
    throw error;
  }
}

/** Opens the health port of an app, when one is wanted. */
export async function listenForHealth(
  checks: readonly ReadinessCheck[],
  options: Pick<ServiceOptions, 'name' | 'healthPort' | 'healthHost'>,
): Promise<FastifyInstance | undefined> {
  if (options.healthPort === undefined) return undefined;
  const server = healthServer(checks, processMetrics(options.name));
  await server.listen({ host: options.healthHost ?? '127.0.0.1', port: options.healthPort });
  return server;
}

/** The dependencies every service has: its database and the bus. */
export function readiness(app: { get: INestMicroservice['get'] }): ReadinessCheck[] {
  const dataSource = app.get(DataSource, { strict: false });
  const bus = app.get<NatsConnection>(BUS, { strict: false });
  watchPool(dataSource);
  return [
    { name: 'database', check: async () => (await dataSource.query('SELECT 1'), true) },
    { name: 'bus', check: async () => (await bus.rtt()) >= 0 },
  ];
}

/** The pool of the driver, as far as it tells of itself. */
interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

function watchPool(dataSource: DataSource): void {
  const help = 'Connections to PostgreSQL, and who waits for one.';
  reading('database_connections', help, ['state'], () => {
    const { totalCount, idleCount, waitingCount } = (dataSource.driver as unknown as { master: Pool }).master;
    return [
      [{ state: 'busy' }, totalCount - idleCount],
      [{ state: 'idle' }, idleCount],
      [{ state: 'waited_for' }, waitingCount],
    ];
  });
}

/**
 * The whole life of a process: start, wait for SIGTERM or SIGINT, stop. A setting that cannot be used ends it with one
 * clear message, any other failure with its cause in the log; both with exit code 1.
 */
export function runProcess(name: string, start: (logger: Logger) => Promise<{ stop: () => Promise<void> }>): void {
  const logger = createLogger(name, process.env['LOG_LEVEL'] ?? 'info');
  const fail = (error: unknown) => {
    if (error instanceof ConfigurationError || error instanceof UnsafeDatabaseError)
      process.stderr.write(`${name}: ${error.message}\n`);
    else logger.fatal({ err: error }, 'cannot go on');
    process.exitCode = 1;
    setImmediate(() => process.exit(1));
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  run(name, logger, start)
    .then((stop) => {
      let stopping = false;
      const end = () => {
        if (stopping) return;
        stopping = true;
        stop().then(() => process.exit(0), fail);
      };
      process.on('SIGTERM', end);
      process.on('SIGINT', end);
      logger.info('started');
    })
    .catch(fail);
}

/** @returns stops the app, then sends what traces are left. */
async function run(name: string, logger: Logger, start: (logger: Logger) => Promise<{ stop: () => Promise<void> }>) {
  const stopTracing = await startTracing(name, process.env);
  const { stop } = await start(logger);
  return async () => {
    await stop();
    await stopTracing().catch((err: unknown) => logger.warn({ err }, 'the last traces were not sent'));
  };
}
