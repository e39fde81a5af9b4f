import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { WebhookRefused } from '../../webhook-refused.js';

const JSON_TYPE = /^application\/json(?:\s*;|$)/i;

/**
 * Lets through JSON and nothing else. A page has nothing to sign with, but a browser asks us before it sends JSON from
 * another site, and we say no: so only our own page can report, and no other site can make calls in a visitor's name.
 */
@Injectable()
export class PhoneJsonGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) throw new WebhookRefused('content-type');
    return true;
  }
}
