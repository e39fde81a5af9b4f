import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';
import { AddressList } from '../../../address-list.js';
import { FORM_TYPE, WebhookForm } from '../../webhook-form.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { VOICEXML_OPTIONS, type VoiceXmlOptions } from './voicexml.config.js';

/**
 * Lets through who knows the secret of the address, as browsers cannot sign (S19). The handler finds the decoded form in
 * the place of the bytes, which are overwritten, as they may hold digits (S7).
 */
@Injectable()
export class VoiceXmlSecretGuard implements CanActivate {
  private readonly secrets: readonly Buffer[];

  private readonly sources: AddressList | undefined;

  constructor(@Inject(VOICEXML_OPTIONS) { secrets, allowedAddresses }: VoiceXmlOptions) {
    this.secrets = secrets.map(digestOf);
    this.sources = allowedAddresses && new AddressList(allowedAddresses);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (this.sources?.has(request.socket.remoteAddress) === false) throw new WebhookRefused('address-not-allowed');
    const { secret = '' } = request.params as { secret?: string };
    const given = digestOf(secret);
    // All are compared, so that the time tells nothing.
    const known = this.secrets.filter((one) => timingSafeEqual(one, given));
    if (known.length === 0) throw new WebhookRefused('secret-wrong');
    if (request.method === 'POST') request.body = formOf(request);
    return true;
  }
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function formOf({ headers, body }: FastifyRequest): WebhookForm {
  if (!FORM_TYPE.test(headers['content-type'] ?? '') || !Buffer.isBuffer(body))
    throw new WebhookRefused('content-type');
  // Nothing is signed, so escapes may be in either case; browsers differ.
  const spelled = body.toString('latin1').replace(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase());
  body.fill(0);
  const form = WebhookForm.read(Buffer.from(spelled, 'latin1'));
  if (!form) throw new WebhookRefused('malformed');
  return form;
}
