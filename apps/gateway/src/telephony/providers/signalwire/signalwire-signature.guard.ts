import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isSigned } from '../../say-gather-dial/form-signature.js';
import { FORM_TYPE, type Parameter, WebhookForm } from '../../webhook-form.js';
import { JSON_TYPE, parseJson } from '../../webhook-json.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { SIGNALWIRE_OPTIONS, type SignalwireOptions } from './signalwire.config.js';
import { isJsonSigned, signedText } from './signalwire-signature.js';

/** Only the call status may come as JSON: the guides say form, the API description says JSON. */
const MAY_BE_JSON = '/telephony/signalwire/status';

/**
 * Lets through what SignalWire signed for this address, and nothing else (S19). Works on the raw bytes; the handler finds
 * the decoded form in their place, and the bytes are overwritten, as they may hold digits (S7). Which of the two ways to
 * sign is meant follows from the address and the type of the body, never from how a signature looks.
 */
@Injectable()
export class SignalwireSignatureGuard implements CanActivate {
  constructor(@Inject(SIGNALWIRE_OPTIONS) private readonly options: SignalwireOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const signature = request.headers['x-signalwire-signature'];
    if (typeof signature !== 'string' || signature === '') throw new WebhookRefused('signature-missing');
    if (!Buffer.isBuffer(request.body)) throw new WebhookRefused('content-type');
    const target = request.raw.url ?? '';
    const signed = { url: `${this.options.publicUrl}${target}`, body: request.body, signature };
    const type = request.headers['content-type'] ?? '';
    const isForm = FORM_TYPE.test(type);
    if (!isForm && !(target === MAY_BE_JSON && JSON_TYPE.test(type))) throw new WebhookRefused('content-type');
    const form = isForm ? this.verifiedForm(signed) : this.verifiedJson(signed);
    const { projectId } = this.options;
    if (projectId !== undefined && form.valuesOf('AccountSid').join() !== projectId)
      throw new WebhookRefused('other-account');
    request.body = form;
    return true;
  }

  private verifiedForm({ url, body, signature }: { url: string; body: Buffer; signature: string }): WebhookForm {
    const form = WebhookForm.read(body);
    body.fill(0);
    if (!form || !isSigned({ url, text: signedText(form), signature }, this.options.signingKeys))
      throw new WebhookRefused('signature-wrong');
    return form;
  }

  private verifiedJson(signed: { url: string; body: Buffer; signature: string }): WebhookForm {
    const isRight = isJsonSigned(signed, this.options.signingKeys);
    if (!isRight) {
      signed.body.fill(0);
      throw new WebhookRefused('signature-wrong');
    }
    return WebhookForm.of(parametersOf(parseJson(signed.body)));
  }
}

/** The texts and numbers of an object; statistics of the sound and the like are of no interest. */
function parametersOf(value: unknown): Parameter[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new WebhookRefused('malformed');
  return Object.entries(value)
    .filter((entry): entry is [string, string | number] => ['string', 'number'].includes(typeof entry[1]))
    .map(([name, text]) => [name, String(text)]);
}
