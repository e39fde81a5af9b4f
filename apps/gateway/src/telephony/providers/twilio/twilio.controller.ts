import { Controller, Inject, UseFilters, UseGuards } from '@nestjs/common';
import { CallRunner } from '../../../calls/call-runner.js';
import { type FormReader, FormWebhooks } from '../../form-webhooks.js';
import { WebhookRefusedFilter } from '../../webhook-refused.filter.js';
import { toEnded, toInput, toStarted, toTransferEnded } from './twilio-event.mapper.js';
import { TwilioSignatureGuard } from './twilio-signature.guard.js';
import { TwilioTurnMapper } from './twilio-turn.mapper.js';
import { CallWebhook, DialWebhook, GatherWebhook, PlainWebhook, readWebhook } from './twilio-webhook.schema.js';

/** How Twilio's forms are read. */
export const TWILIO_READER: FormReader = {
  provider: 'twilio',
  call: (form, at) => {
    const event = toStarted(readWebhook(CallWebhook, form), at);
    return { providerCallId: event.providerCallId, event };
  },
  input: (form, expected, at) => {
    const webhook = readWebhook(GatherWebhook, form);
    return { providerCallId: webhook.CallSid, event: toInput(webhook, expected, at) };
  },
  noInput: (form, at) => ({
    providerCallId: readWebhook(PlainWebhook, form).CallSid,
    event: { kind: 'noInput', at },
  }),
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

/** Twilio's webhooks: verified by the guard, translated here, answered with a document. Decides nothing. */
@Controller('telephony/twilio')
@UseGuards(TwilioSignatureGuard)
@UseFilters(WebhookRefusedFilter)
export class TwilioController extends FormWebhooks {
  constructor(@Inject(CallRunner) calls: CallRunner, @Inject(TwilioTurnMapper) mapper: TwilioTurnMapper) {
    super(calls, mapper, TWILIO_READER);
  }
}
