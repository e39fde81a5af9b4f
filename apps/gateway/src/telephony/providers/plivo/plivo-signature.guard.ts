import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { FORM_TYPE, WebhookForm } from '../../webhook-form.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { PLIVO_OPTIONS, type PlivoOptions } from './plivo.config.js';
import { isSigned, signedText } from './plivo-signature.js';

/**
 * Lets through what Plivo signed for this address, and nothing else (S19). Works on the raw bytes; the handler finds the
 * decoded form in their place, and the bytes are overwritten, as they may hold digits (S7). Nonces are not remembered: one
 * belongs to one body, and a repetition is answered alike anyway (P9), as Plivo may repeat a request with its nonce.
 */
@Injectable()
export class PlivoSignatureGuard implements CanActivate {
  constructor(@Inject(PLIVO_OPTIONS) private readonly options: PlivoOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { 'x-plivo-signature-v3': signature, 'x-plivo-signature-v3-nonce': nonce } = request.headers;
    if (typeof signature !== 'string' || typeof nonce !== 'string' || signature === '')
      throw new WebhookRefused('signature-missing');
    if (!FORM_TYPE.test(request.headers['content-type'] ?? '') || !Buffer.isBuffer(request.body))
      throw new WebhookRefused('content-type');
    const form = WebhookForm.read(request.body);
    request.body.fill(0);
    const target = request.raw.url ?? '';
    const url = `${this.options.publicUrl}${target}`;
    // None of our addresses has a query, and what stands in one is signed without a boundary to the body.
    const isRight =
      form &&
      !target.includes('?') &&
      isSigned({ url, text: signedText(form), nonce, signature }, this.options.authTokens);
    if (!isRight) throw new WebhookRefused('signature-wrong');
    this.refuseOtherAccount(form);
    request.body = form;
    return true;
  }

  /** The token belongs to the account; its id is looked at where Plivo tells it, which is usual. */
  private refuseOtherAccount(form: WebhookForm): void {
    const { authId } = this.options;
    const given = form.valuesOf('ParentAuthID');
    if (authId !== undefined && given.length > 0 && given.join() !== authId) throw new WebhookRefused('other-account');
  }
}
