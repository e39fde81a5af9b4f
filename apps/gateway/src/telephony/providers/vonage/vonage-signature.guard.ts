import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { JSON_TYPE, parseJson } from '../../webhook-json.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { VONAGE_OPTIONS, type VonageOptions } from './vonage.config.js';
import { claimsOf, isFresh } from './vonage-signature.js';

/**
 * Lets through what Vonage signed lately, and nothing else (S19). Works on the raw bytes; the handler finds the parsed body
 * in their place, and the bytes are overwritten (S7).
 */
@Injectable()
export class VonageSignatureGuard implements CanActivate {
  constructor(@Inject(VONAGE_OPTIONS) private readonly options: VonageOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { authorization } = request.headers;
    // Vonage says that it leaves it out now and then by mistake; it sends again what is answered with 503.
    if (authorization === undefined || authorization === '') throw new WebhookRefused('signature-left-out');
    if (!JSON_TYPE.test(request.headers['content-type'] ?? '') || !Buffer.isBuffer(request.body))
      throw new WebhookRefused('content-type');
    const { secrets, apiKey, applicationId } = this.options;
    const claims = claimsOf(authorization, request.body, secrets);
    if (!claims) {
      request.body.fill(0);
      throw new WebhookRefused('signature-wrong');
    }
    const body = parseJson(request.body);
    if ((apiKey ?? claims.api_key) !== claims.api_key) throw new WebhookRefused('other-account', 'api_key');
    if ((applicationId ?? claims.application_id) !== claims.application_id)
      throw new WebhookRefused('other-account', 'application_id');
    if (!isFresh(claims, Date.now() / 1_000)) throw new WebhookRefused('signature-expired');
    request.body = body;
    return true;
  }
}
