import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { KeyObject } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { FORM_TYPE, WebhookForm } from '../../webhook-form.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { TELNYX_OPTIONS, type TelnyxOptions } from './telnyx.config.js';
import { isFresh, isSigned, publicKeyOf } from './telnyx-signature.js';

/**
 * Lets through what Telnyx signed within the last minutes, and nothing else (S19, S21). Works on the raw bytes; the handler
 * finds the decoded form in their place, and the bytes are overwritten, as they may hold digits (S7). The address is not
 * signed: what binds a result to its step is the token in it. Signatures are not remembered: the same key pressed twice
 * within a second is signed alike, and a repetition is answered alike anyway (P9).
 */
@Injectable()
export class TelnyxSignatureGuard implements CanActivate {
  private readonly keys: readonly KeyObject[];

  constructor(@Inject(TELNYX_OPTIONS) private readonly options: TelnyxOptions) {
    this.keys = options.publicKeys.map(publicKeyOf);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { 'telnyx-signature-ed25519': signature, 'telnyx-timestamp': timestamp } = request.headers;
    if (typeof signature !== 'string' || typeof timestamp !== 'string' || signature === '')
      throw new WebhookRefused('signature-missing');
    if (!FORM_TYPE.test(request.headers['content-type'] ?? '') || !Buffer.isBuffer(request.body))
      throw new WebhookRefused('content-type');
    const { body } = request;
    const isRight = isSigned({ timestamp, body, signature }, this.keys);
    const form = isRight ? WebhookForm.read(body) : undefined;
    body.fill(0);
    if (!isRight) throw new WebhookRefused('signature-wrong');
    if (!isFresh(timestamp, Date.now())) throw new WebhookRefused('signature-expired');
    if (!form) throw new WebhookRefused('malformed');
    this.refuseOtherConnection(form);
    request.body = form;
    return true;
  }

  /** Telnyx leaves the id away in the result of a Gather, which a token of ours binds to its call. */
  private refuseOtherConnection(form: WebhookForm): void {
    const { connectionId } = this.options;
    const given = form.valuesOf('ConnectionId');
    if (connectionId !== undefined && given.length > 0 && given.join() !== connectionId)
      throw new WebhookRefused('other-account');
  }
}
