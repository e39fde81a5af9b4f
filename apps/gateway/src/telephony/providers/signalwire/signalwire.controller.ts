import { Controller, Inject, UseFilters, UseGuards } from '@nestjs/common';
import { CallRunner } from '../../../calls/call-runner.js';
import { type FormReader, FormWebhooks } from '../../form-webhooks.js';
import { WebhookRefusedFilter } from '../../webhook-refused.filter.js';
import { toEnded, toInput, toStarted, toTransferEnded } from './signalwire-event.mapper.js';
import { SignalwireSignatureGuard } from './signalwire-signature.guard.js';
import { SignalwireTurnMapper } from './signalwire-turn.mapper.js';
import { CallWebhook, DialWebhook, GatherWebhook, PlainWebhook, readWebhook } from './signalwire-webhook.schema.js';

/** How SignalWire's forms are read. */
export const SIGNALWIRE_READER: FormReader = {
  provider: 'signalwire',
  call: (form, at) => {
    const event = toStarted(readWebhook(CallWebhook, form), at);
    return { providerCallId: event.providerCallId, event };
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
    const webhook = readWebhook(PlainWebhook, form);
    const event = toEnded(webhook, at);
    return event && { providerCallId: webhook.CallSid, event };
  },
};

/** SignalWire's webhooks: verified by the guard, translated here, answered with a document. Decides nothing. */
@Controller('telephony/signalwire')
@UseGuards(SignalwireSignatureGuard)
@UseFilters(WebhookRefusedFilter)
export class SignalwireController extends FormWebhooks {
  constructor(@Inject(CallRunner) calls: CallRunner, @Inject(SignalwireTurnMapper) mapper: SignalwireTurnMapper) {
    super(calls, mapper, SIGNALWIRE_READER);
  }
}
