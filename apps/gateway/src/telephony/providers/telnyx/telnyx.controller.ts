import { Controller, Inject, UseFilters, UseGuards } from '@nestjs/common';
import { CallRunner } from '../../../calls/call-runner.js';
import { type FormReader, FormWebhooks } from '../../form-webhooks.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { WebhookRefusedFilter } from '../../webhook-refused.filter.js';
import { TELNYX_OPTIONS, type TelnyxOptions } from './telnyx.config.js';
import { toEnded, toInput, toStarted, toTransferEnded } from './telnyx-event.mapper.js';
import { TelnyxSignatureGuard } from './telnyx-signature.guard.js';
import { TelnyxTurnMapper } from './telnyx-turn.mapper.js';
import {
  CallWebhook,
  DialWebhook,
  GatherWebhook,
  PlainWebhook,
  readWebhook,
  StatusWebhook,
} from './telnyx-webhook.schema.js';

/** How Telnyx' forms are read. @param connectionId the only application whose calls are taken. */
export const readerFor = (connectionId: string | undefined): FormReader => ({
  provider: 'telnyx',
  call: (form, at) => {
    const webhook = readWebhook(CallWebhook, form);
    if (connectionId !== undefined && webhook.ConnectionId !== connectionId) throw new WebhookRefused('other-account');
    return { providerCallId: webhook.CallSid, event: toStarted(webhook, at) };
  },
  input: (form, expected, at) => {
    const webhook = readWebhook(GatherWebhook, form);
    return { providerCallId: webhook.CallSid, event: toInput(webhook, expected, at) };
  },
  noInput: (form, at) => ({ providerCallId: readWebhook(PlainWebhook, form).CallSid, event: { kind: 'noInput', at } }),
  transfer: (form, at) => {
    const webhook = readWebhook(DialWebhook, form);
    return { providerCallId: webhook.CallSid, event: toTransferEnded(webhook, at) };
  },
  status: (form, at) => {
    const webhook = readWebhook(StatusWebhook, form);
    const event = toEnded(webhook, at);
    return event && { providerCallId: webhook.CallSid, event };
  },
});

/** Telnyx' webhooks: verified by the guard, translated here, answered with a document. Decides nothing. */
@Controller('telephony/telnyx')
@UseGuards(TelnyxSignatureGuard)
@UseFilters(WebhookRefusedFilter)
export class TelnyxController extends FormWebhooks {
  constructor(
    @Inject(CallRunner) calls: CallRunner,
    @Inject(TelnyxTurnMapper) mapper: TelnyxTurnMapper,
    @Inject(TELNYX_OPTIONS) { connectionId }: TelnyxOptions,
  ) {
    super(calls, mapper, readerFor(connectionId));
  }
}
