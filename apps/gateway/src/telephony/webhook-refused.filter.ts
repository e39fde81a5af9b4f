import type { Logger } from '#libs/logging';
import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LOGGER } from '../logger.js';
import { WebhookRefused } from './webhook-refused.js';

/** Answers a refused webhook with its status and an empty body, and writes one line that repeats nothing of it. */
@Catch(WebhookRefused)
@Injectable()
export class WebhookRefusedFilter implements ExceptionFilter<WebhookRefused> {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(refused: WebhookRefused, host: ArgumentsHost): void {
    const { reason, parameter } = refused;
    this.logger.warn(
      { event: 'webhook-refused', reason, ...(parameter === undefined ? {} : { parameter }) },
      'refused',
    );
    void host.switchToHttp().getResponse<FastifyReply>().code(refused.status).send('');
  }
}
