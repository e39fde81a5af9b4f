import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';
import { AddressList } from '../../../address-list.js';
import { FORM_TYPE, WebhookForm } from '../../webhook-form.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { FREESWITCH_OPTIONS, type FreeSwitchOptions } from './freeswitch.config.js';

/**
 * Lets through who signs in with our name and password, as FreeSWITCH cannot sign (S19). The handler finds the decoded
 * form in the place of the bytes, which are overwritten, as they may hold digits (S7).
 */
@Injectable()
export class FreeSwitchCredentialsGuard implements CanActivate {
  private readonly known: readonly Buffer[];

  private readonly sources: AddressList | undefined;

  constructor(@Inject(FREESWITCH_OPTIONS) { user, passwords, allowedAddresses }: FreeSwitchOptions) {
    this.sources = allowedAddresses && new AddressList(allowedAddresses);
    this.known = passwords.map((password) =>
      digestOf(`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`),
    );
  }

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (this.sources?.has(request.socket.remoteAddress) === false) throw new WebhookRefused('address-not-allowed');
    const { authorization } = request.headers;
    const given = digestOf(authorization ?? '');
    // All are compared, so that the time tells nothing.
    const known = this.known.filter((one) => timingSafeEqual(one, given));
    if (known.length === 0) {
      // Without it libcurl would not sign in where it first asks what is wanted.
      http.getResponse<FastifyReply>().header('www-authenticate', 'Basic realm="phone banking", charset="UTF-8"');
      throw new WebhookRefused(authorization === undefined ? 'credentials-missing' : 'credentials-wrong');
    }
    if (!FORM_TYPE.test(request.headers['content-type'] ?? '') || !Buffer.isBuffer(request.body))
      throw new WebhookRefused('content-type');
    const form = WebhookForm.read(request.body);
    request.body.fill(0);
    if (!form) throw new WebhookRefused('malformed');
    request.body = form;
    return true;
  }
}

/** One length for all, which the comparison needs. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
