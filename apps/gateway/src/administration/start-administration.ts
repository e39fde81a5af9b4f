import type { Logger } from '#libs/logging';
import { NestLogger } from '#libs/logging';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import type { GatewaySettings } from '../gateway.config.js';
import { createAdminServer } from './admin-server.js';
import { AdministrationModule } from './administration.module.js';

/** The administration under way. */
export interface RunningAdministration {
  /** Where it listens, without a slash at its end. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the administration on a port of its own.
 * @throws ConfigurationError when a key cannot be used, or production has sample users.
 */
export async function startAdministration(settings: GatewaySettings, logger: Logger): Promise<RunningAdministration> {
  const adapter = await createAdminServer(settings);
  const app = await NestFactory.create<NestFastifyApplication>(
    AdministrationModule.forSettings(settings, logger),
    adapter,
    { bodyParser: false, abortOnError: false, logger: new NestLogger(logger) },
  );
  await app.listen(settings.ADMIN_PORT, settings.ADMIN_HOST);
  const { port } = app.getHttpServer().address() as AddressInfo;
  const host = settings.ADMIN_HOST.includes(':') ? `[${settings.ADMIN_HOST}]` : settings.ADMIN_HOST;
  return { url: `http://${host}:${port}`, stop: () => app.close() };
}
