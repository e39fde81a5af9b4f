import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { JSON_TYPE, parseJson } from '../../webhook-json.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { JAMBONZ_OPTIONS, type JambonzOptions } from './jambonz.config.js';
import { isSigned, MOST_AGE_SECONDS, readSignature } from './jambonz-signature.js';
import { verbIdOf } from './jambonz-verbs.js';

/**
 * Lets through what jambonz signed, lately and for this address, and nothing else (S19). Works on the raw bytes; the
 * handler finds the parsed body in their place, and the bytes are overwritten (S7).
 */
@Injectable()
export class JambonzSignatureGuard implements CanActivate {
  constructor(@Inject(JAMBONZ_OPTIONS) private readonly options: JambonzOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const header = request.headers['jambonz-signature'];
    if (typeof header !== 'string' || header === '') throw new WebhookRefused('signature-missing');
    if (!JSON_TYPE.test(request.headers['content-type'] ?? '') || !Buffer.isBuffer(request.body))
      throw new WebhookRefused('content-type');
    const signature = readSignature(header);
    if (!signature || !isSigned(request.body, signature, this.options.secrets)) {
      request.body.fill(0);
      throw new WebhookRefused('signature-wrong');
    }
    const body = parseJson(request.body);
    if (Math.abs(Date.now() / 1_000 - signature.signedAt) > MOST_AGE_SECONDS)
      throw new WebhookRefused('signature-expired');
    // The signature does not cover the address, but the id of a verb comes back in the body and is the verb's own.
    if (!this.isFor(request.raw.url ?? '', body)) throw new WebhookRefused('signature-wrong', 'verb_id');
    request.body = body;
    return true;
  }

  private isFor(address: string, body: unknown): boolean {
    const id = idIn(body);
    return id === verbIdOf(address) || (id === undefined && !this.options.verbIdRequired);
  }
}

function idIn(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'verb_id' in body ? body.verb_id : undefined;
}
