import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isSigned } from '../../say-gather-dial/form-signature.js';
import { FORM_TYPE, WebhookForm } from '../../webhook-form.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { TWILIO_OPTIONS, type TwilioOptions } from './twilio.config.js';
import { signedText } from './twilio-signature.js';

/**
 * Lets through what Twilio signed for this address, and nothing else (S19). Works on the raw bytes; the handler finds the
 * decoded form in their place, and the bytes are overwritten, as they may hold digits (S7).
 */
@Injectable()
export class TwilioSignatureGuard implements CanActivate {
  constructor(@Inject(TWILIO_OPTIONS) private readonly options: TwilioOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const signature = request.headers['x-twilio-signature'];
    if (typeof signature !== 'string' || signature === '') throw new WebhookRefused('signature-missing');
    // A request without a body has no content type; Twilio always sends one.
    if (!FORM_TYPE.test(request.headers['content-type'] ?? '') || !Buffer.isBuffer(request.body))
      throw new WebhookRefused('content-type');
    const form = WebhookForm.read(request.body);
    request.body.fill(0);
    const url = `${this.options.publicUrl}${request.raw.url ?? ''}`;
    if (!form || !isSigned({ url, text: signedText(form), signature }, this.options.authTokens))
      throw new WebhookRefused('signature-wrong');
    const { accountSid } = this.options;
    if (accountSid !== undefined && form.valuesOf('AccountSid').join() !== accountSid)
      throw new WebhookRefused('other-account');
    request.body = form;
    return true;
  }
}
