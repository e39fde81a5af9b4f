import { type ArgumentsHost, Catch } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

/**
 * Whoever goes away in the middle of a request hears no answer, and nothing failed here: without this each would be an error in the
 * log, of which a stranger can make as many as there are connections. Everything else is as usual.
 */
@Catch()
export class GoneClientFilter extends BaseExceptionFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    const { raw } = host.switchToHttp().getRequest<FastifyRequest>();
    if (raw.destroyed && !raw.complete) return;
    super.catch(error, host);
  }
}
