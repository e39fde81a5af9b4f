import { ConfigurationError } from '#libs/config';
import { type Logger, NestLogger } from '#libs/logging';
import { listenForHealth, readiness } from '#libs/service';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { startAdministration } from './administration/start-administration.js';
import { FlowRefused } from './call-flow/load-flow.js';
import type { GatewaySettings } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';
import { createHttpServer } from './http-server.js';

/** A gateway under way. */
export interface RunningGateway {
  readonly app: NestFastifyApplication;
  /** Where it listens, without a slash at its end; not the public address. */
  readonly url: string;
  /** Where the administration listens; undefined when it is off. */
  readonly adminUrl: string | undefined;
  /** Answers what is under way, then stops. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the gateway: calls, audio and every provider that is switched on.
 * @throws ConfigurationError when the settings, the queues, a key or the call flow cannot be used.
 */
export async function startGateway(settings: GatewaySettings, logger: Logger): Promise<RunningGateway> {
  const adapter = await createHttpServer(settings);
  const app = await NestFactory.create<NestFastifyApplication>(moduleFor(settings, logger), adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLogger(logger),
  });
  await app.listen(settings.GATEWAY_PORT, settings.GATEWAY_HOST);
  const administration = settings.ADMIN ? await startAdministration(settings, logger) : undefined;
  const health = await listenForHealth(readiness(app), {
    name: 'gateway',
    healthHost: settings.HEALTH_HOST,
    healthPort: settings.HEALTH_PORT,
  });
  const { port } = app.getHttpServer().address() as AddressInfo;
  const host = settings.GATEWAY_HOST.includes(':') ? `[${settings.GATEWAY_HOST}]` : settings.GATEWAY_HOST;
  const stop = async () => {
    await health?.close();
    await administration?.stop();
    await app.close();
  };
  return { app, url: `http://${host}:${port}`, adminUrl: administration?.url, stop };
}

function moduleFor(settings: GatewaySettings, logger: Logger) {
  try {
    return GatewayModule.forSettings(settings, logger);
  } catch (error) {
    if (error instanceof FlowRefused) throw new ConfigurationError(error.message, { cause: error });
    throw error;
  }
}
